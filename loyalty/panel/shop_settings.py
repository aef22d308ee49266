"""The shop's particulars, and who may do what."""

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from loyalty.adjustments.limits import limits
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.adjust_limits_form import LimitsForm
from loyalty.panel.audit import record
from loyalty.panel.data_requests import data_requests
from loyalty.panel.show import back, show
from loyalty.panel.words import DEEDS, role_names
from loyalty.shops.models import Audit, Shop, Staff


class RoleForm(forms.Form):
    """A new role for somebody."""

    role = forms.ChoiceField(choices=Staff.Role.choices)


@guarded()
def shop_settings(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Particulars, people, limits, language, two-step sign-in, data requests, and the last deeds."""
    return settings_page(request, visitor)


def settings_page(
    request: HttpRequest, visitor: Visitor, *, form: LimitsForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form of limits that was refused when one is given."""
    rules = limits(shop=visitor.shop)
    context = {
        "limits": rules,
        "limits_form": form or LimitsForm.of(rules),
        "requests": data_requests(visitor.shop),
        "people": _people(visitor.shop),
        "roles": role_names(),
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
        "has_mfa": visitor.staff.user is not None and is_mfa_enabled(visitor.staff.user),
        "deeds": [
            {"at": row.at, "actor": row.actor, "words": DEEDS.get(row.deed, row.deed), "detail": row.detail}
            for row in Audit.objects.filter(shop=visitor.shop).order_by("-id")[:20]
        ],
    }
    return show(request, visitor, "settings.html", context, status=status)


@guarded(write=Role.OWNER)
def change_role(request: HttpRequest, visitor: Visitor, staff_id: int) -> HttpResponse:
    """A shop keeps at least one owner."""
    form = RoleForm(request.POST)
    with transaction.atomic():
        people = {row.pk: row for row in Staff.objects.select_for_update().filter(shop=visitor.shop)}
        row = people.get(staff_id)
        if row is None:
            raise Http404
        owners = sum(person.role == Role.OWNER for person in people.values())
        if not form.is_valid():
            raise Http404
        role = form.cleaned_data["role"]
        if row.role == Role.OWNER and role != Role.OWNER and owners == 1:
            return back("settings", said="last_owner")
        if row.role != role:
            _set_role(visitor, row, role)
    return back("settings", said="role_changed")


def _set_role(visitor: Visitor, row: Staff, role: str) -> None:
    before, row.role = row.role, role
    row.save(update_fields=["role"])
    record(visitor=visitor, deed="role", now=timezone.now(), staff=row.pk, before=before, after=role)


def _people(shop: Shop) -> list[dict[str, object]]:
    rows = Staff.objects.filter(shop=shop).select_related("user").order_by("id")
    return [
        {
            "id": row.pk,
            "name": row.user.get_username()
            if row.user
            else _("User %(id)s of the store") % {"id": row.subject},
            "how": _("signs in here") if row.user else _("through the store's admin"),
            "role": row.role,
            "since": row.since,
        }
        for row in rows
    ]
