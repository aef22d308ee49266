"""A reward as a present from the shop's people: without points, with a reason, within what one person may give."""

from datetime import datetime

from django.db import transaction

from loyalty.adjustments.limits import TooMuch, spend
from loyalty.adjustments.person import Person
from loyalty.desk.adjusting import adjust, given_before
from loyalty.desk.spending import redeem
from loyalty.engine.lots import POINTS
from loyalty.engine.rewards import Reward
from loyalty.shops.models import Shop


def worth(reward: Reward) -> int:
    """The points it would cost: they count towards what one person may give in a day."""
    return reward.cost or 0 if reward.currency == POINTS else 0


@transaction.atomic
def give_reward(
    *,
    shop: Shop,
    member_id: int,
    reward: Reward,
    why: str,
    by: Person,
    key: str,
    now: datetime,
    at_once: bool,
    session: str = "",
) -> bool:
    """Gives one of it, once per key; `at_once` hands it over too, else the member claims it. False: given before.

    Refused, nothing is written. Raises TooMuch, and what desk.spending.redeem raises.
    """
    if given_before(shop=shop, key=key):
        return False
    if worth(reward):
        against = spend(shop=shop, by=by, points=worth(reward), now=now)
        if against is not None:
            raise TooMuch(against)
    posted = adjust(
        shop=shop, member_id=member_id, points=1, why=why, actor=by.actor, key=key, now=now,
        currency=reward.given,
    )  # fmt: skip
    if posted and at_once:
        redeem(
            shop=shop, member_id=member_id, reward=reward.id, key=f"given:{key}", actor=by.actor, now=now,
            session=session,
        )  # fmt: skip
    return posted
