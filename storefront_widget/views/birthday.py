"""POST birthday: the shopper says when they were born, once; saying it again changes nothing."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loyalty.desk.birthdays import tell_birthday
from loyalty.members.birthdays import Locked, NoSuchDay
from storefront_widget.birthday import ACTION
from storefront_widget.telling import Teller
from storefront_widget.views.asked import Said, checked, is_form, said
from storefront_widget.views.data import answer
from storefront_widget.views.page import shown
from storefront_widget.visit import Refused, Visit, visited


# As for joining: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_POST
@visited
def birthday(request: HttpRequest, visit: Visit) -> HttpResponse:
    """JSON {nonce, key, month, day}, or the same as a form; a form's refusal is a sentence on the page."""
    now = timezone.now()
    if not is_form(request):
        _tell(visit, said(request), now)
        return answer(Teller(visit, now).data())
    try:
        _tell(visit, said(request), now)
    except Refused as refused:
        if refused.code == "sign_in":
            raise
        return shown(visit, now, refused=refused)
    return shown(visit, now)


def _tell(visit: Visit, told: Said, now: datetime) -> None:
    checked(visit, told, action=ACTION, now=now)
    member = visit.member()
    if member is None or member.joined_at is None:
        raise Refused(409, "join_first", gettext("Join the programme first; then tell us your birthday."))
    month, day = _number(told.get("month")), _number(told.get("day"))
    try:
        tell_birthday(shop=visit.shop, member_id=member.pk, month=month, day=day, now=now)
    except NoSuchDay:
        raise Refused(
            400, "bad_day", gettext("There is no such day. Choose the day and the month.")
        ) from None
    except Locked:
        raise Refused(409, "birthday_locked", _locked()) from None


def _locked() -> str:
    return gettext(
        "You told us your birthday before, so it stays. If it is wrong, the shop will gladly correct it."
    )


def _number(given: object) -> int:
    """A whole number, from JSON or from a form; 0 for anything else."""
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= 2:
        return int(given)
    return given if type(given) is int and 0 < given < 100 else 0
