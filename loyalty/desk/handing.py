"""Rewards that the shop's own people hand over: a coffee, a seat, a partner's miles."""

from datetime import datetime

from django.db import transaction

from loyalty.desk.ending import CannotEnd
from loyalty.desk.spending import reward_of, used
from loyalty.rewards.kinds import in_store
from loyalty.rewards.models import Redemption
from loyalty.shops.audit import audit

DEED = "reward handed over"


def by_hand(redemption: Redemption) -> bool:
    """Whether somebody of the shop is to hand it over, and has not yet."""
    waits = redemption.state == Redemption.State.ISSUED and not redemption.ending
    return waits and not in_store(reward_of(redemption))


def handed_over(*, redemption: Redemption, actor: str, now: datetime) -> None:
    """The member has it; its points are gone for good. Raises CannotEnd for what does not wait for that."""
    if not by_hand(redemption):
        raise CannotEnd(redemption.state)
    shop = redemption.shop
    with transaction.atomic():
        used(shop=shop, key=redemption.spend.key, order="", actor=actor, now=now)
        detail = {"redemption": redemption.public, "reward": redemption.reward}
        audit(shop=shop, actor=actor, deed=DEED, detail=detail, now=now)
