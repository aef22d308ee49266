"""What the shopper is told of their birthday: asked for it, or told that we know it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from loyalty.ledger.words import month_day
from loyalty.members.birthdays import birthday_of
from loyalty.members.models import Member
from storefront_widget import nonce
from storefront_widget.visit import Visit

ACTION = "birthday"
Data = dict[str, Any]


def birthday_block(visit: Visit, member: Member | None, *, now: datetime) -> Data:
    """`state` is "join" for whoever is no member yet, "ask" with a nonce, or "known" with the day."""
    if member is None or member.joined_at is None:
        return {"state": "join", "text": ""}
    known = birthday_of(member.pk)
    if known is not None:
        text = gettext("Yours: {day}.").format(day=month_day(known.month, known.day))
        return {"state": "known", "month": known.month, "day": known.day, "text": text}
    proof = nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action=ACTION, now=now)
    return {"state": "ask", "nonce": proof, "text": gettext("Tell us your birthday.")}
