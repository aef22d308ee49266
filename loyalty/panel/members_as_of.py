"""A member as they stood at a past moment."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.desk.looking_back import standing
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.members_find import found, point_names, tier_name
from loyalty.panel.members_lines import lots_of, others_of
from loyalty.panel.show import show

BY = (
    ("posted", _("as the books showed it then")),
    ("effective", _("as it was by all that is known today")),
)


class AsOfForm(forms.Form):
    """A moment in the shop's time zone, and which of the two clocks is meant."""

    use_required_attribute = False

    at = forms.DateTimeField(
        label=_("Day and time"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    by = forms.ChoiceField(label=_("Which books"), choices=BY, initial="posted", required=False)

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at > timezone.now():
            raise forms.ValidationError(_("Choose a moment that has passed."))
        return at

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "posted"


@guarded()
def member_as_of(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Balance, lots and notices then; without a moment just the form."""
    member = found(visitor, member_id)
    form = AsOfForm(request.GET or None)
    context: dict[str, Any] = {"member": member, "name": named(member), "as_of": form}
    if form.is_valid():
        then = standing(
            shop=visitor.shop,
            member_id=member.pk,
            at=form.cleaned_data["at"],
            by=form.cleaned_data["by"],
        )
        context |= {
            "then": then,
            "balance": then.balance,
            "others": others_of(then),
            "tier": tier_name(visitor, then),
            "lots": lots_of(then.lots, visitor.shop, request.GET),
            "notices": then.notices,
            "names": point_names(visitor, timezone.now()),
            "by": dict(BY)[form.cleaned_data["by"]],
        }
    return show(request, visitor, "members_as_of.html", context)
