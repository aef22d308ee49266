"""What the shopper is told of their birthday: asked for it, or told that we know it."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from django.utils.translation import gettext

from loyalty.ledger.words import locale
from loyalty.members.birthdays import birthday_of
from loyalty.members.models import Birthday, Member
from storefront_widget import nonce
from storefront_widget.visit import Visit

ACTION = "birthday"
A_LEAP_YEAR = 2000
Data = dict[str, Any]


def birthday_block(visit: Visit, member: Member | None, *, now: datetime) -> Data:
    """`state` is "join" for whoever is no member yet, "ask" with a nonce, or "known" with the day."""
    if member is None or member.joined_at is None:
        return {"state": "join", "text": ""}
    known = birthday_of(member.pk)
    if known is not None:
        text = gettext("Yours: {day}.").format(day=month_day(known))
        return {"state": "known", "month": known.month, "day": known.day, "text": text}
    proof = nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action=ACTION, now=now)
    return {"state": "ask", "nonce": proof, "text": gettext("Tell us your birthday.")}


def month_day(known: Birthday) -> str:
    """'March 3', '3月3日'."""
    day = date(A_LEAP_YEAR, known.month, known.day)
    return str(format_skeleton("MMMMd", day, locale=locale()))


def months() -> list[tuple[int, str]]:
    """The months by name, to choose from."""
    return [(n, str(format_skeleton("LLLL", date(A_LEAP_YEAR, n, 1), locale=locale()))) for n in range(1, 13)]
