"""An owner says how much one person may adjust."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.adjustments.limits import set_limits
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.adjust_limits_form import LimitsForm
from loyalty.panel.shop_settings import settings_page
from loyalty.panel.show import back


@guarded(write=Role.OWNER)
def change_limits(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Audited by the room itself."""
    if request.method != "POST":
        return back("settings")
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return settings_page(request, visitor, form=form, status=422)
    changed = set_limits(
        shop=visitor.shop,
        largest=form.cleaned_data["largest"],
        a_day=form.cleaned_data["a_day"],
        second_person=form.cleaned_data["second_person"],
        actor=visitor.actor,
        now=timezone.now(),
    )
    return back("settings", said="limits_set" if changed else "limits_same")
