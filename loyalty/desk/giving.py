"""Rewards that need no asking: what was given, and certificates at a threshold, are handed over by themselves."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from loyalty.desk.spending import NotOffered, redeem
from loyalty.engine.rewards import Reward
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Balance, Spend
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop

ACTOR = "programme"


def hand_over(*, shop: Shop, now: datetime, member_ids: list[int] | None = None) -> int:
    """Redeems every automatic reward for those who have what it costs; returns how many.

    Twice at once is the same as once: the key of each is its number among the member's own.
    """
    live = timeline(programme_id=shop.programme_id).live(now)
    automatic = [one for one in live.document.rewards if one.automatic] if live else []
    return sum(
        _to(shop, reward, member, now) for reward in automatic for member in _who(shop, reward, member_ids)
    )


def _who(shop: Shop, reward: Reward, member_ids: list[int] | None) -> Iterator[int]:
    cost, currency = reward.price
    least = min([cost, *reward.tier_costs.values()])
    can = Q(currency=reward.given, available__gt=0) | Q(currency=currency, available__gte=least)
    rows = Balance.objects.filter(can, programme_id=shop.programme_id)
    if member_ids is not None:
        rows = rows.filter(member_id__in=member_ids)
    yield from rows.order_by("member_id").values_list("member_id", flat=True).distinct()


def _to(shop: Shop, reward: Reward, member_id: int, now: datetime) -> int:
    """As many as the member can have."""
    count = 0
    while True:
        number = Spend.objects.filter(
            shop=shop, member_id=member_id, reason__reward=reward.id, key__startswith="auto:"
        ).aggregate(n=Count("pk"))["n"]
        try:
            redeem(
                shop=shop, member_id=member_id, reward=reward.id, actor=ACTOR, now=now,
                key=f"auto:{reward.id}:{member_id}:{number + 1}",
            )  # fmt: skip
        except (NotOffered, NotEnough):
            return count
        count += 1
