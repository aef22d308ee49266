"""To whom the shop owes what members gave to charity, for any period."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.ledger.donations import Donated, donations
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.show import show
from loyalty.shops.models import Shop


class PeriodForm(forms.Form):
    """Two days of the shop's calendar, both part of the period."""

    use_required_attribute = False

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first; swap them."))
        return told


@guarded()
def books_donations(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The statement; without a period that of the year so far."""
    today = timezone.localdate()
    usual = {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}
    asked = {name: request.GET.get(name, value) for name, value in usual.items()}
    form = PeriodForm(asked)
    context: dict[str, Any] = {"period": form, "donations": None}
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        context |= {"first": first, "last": last, "donations": _between(visitor.shop, first, last)}
    return show(request, visitor, "books_donations.html", context)


def _between(shop: Shop, first: date, last: date) -> list[Donated]:
    return donations(shop=shop, since=_midnight(first, shop), until=_midnight(last + timedelta(days=1), shop))


def _midnight(day: date, shop: Shop) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(shop.timezone))
