"""Staff write down when a member was born: the member may say it once, staff may correct it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.desk.birthdays import correct_birthday
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members_birthday_form import BirthdayForm
from loyalty.panel.members_find import found
from loyalty.panel.members_one import member_page
from loyalty.panel.show import back


@guarded(write=Role.STAFF)
def correct_member_birthday(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """A POST with a day and a reason."""
    member = found(visitor, member_id)
    if request.method != "POST":
        return back("member", member.pk)
    form = BirthdayForm(request.POST)
    if not form.is_valid():
        return member_page(request, visitor, member, birthday=form, status=422)
    correct_birthday(
        shop=visitor.shop, member_id=member.pk, actor=visitor.actor, now=timezone.now(), **form.cleaned_data
    )
    return back("member", member.pk, said="birthday_corrected")
