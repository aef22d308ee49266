"""Rewards that need no asking: what was given, and certificates at a threshold, are handed over by themselves."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from loyalty.desk.ending import end_what_was_taken_back
from loyalty.desk.spending import NotOffered, redeem
from loyalty.engine.rewards import Reward
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Balance
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop

Ending = Redemption.Ending
ACTOR = "programme"
AUTO = "auto:"
AGAIN_AFTER = timedelta(days=1)
AT_MOST = 100  # of one reward for one member at a time: a slip of the programme is not to fill the night


def rewards_follow(*, shop: Shop, member_ids: Collection[int], versions: Timeline, now: datetime) -> None:
    """What these members hold has changed: rewards go back that they no longer deserve, and others are theirs.

    In the caller's transaction, after its books.
    """
    live = versions.live(now)
    if live is None or not live.document.rewards or not member_ids:
        return
    end_what_was_taken_back(shop=shop, member_ids=member_ids, now=now)
    _hand_over(shop, live, member_ids, now)


def hand_over(*, shop: Shop, now: datetime, member_ids: Collection[int] | None = None) -> int:
    """Redeems every automatic reward for those who have what it costs; returns how many.

    Twice at once is the same as once: the key of each is its number among the member's own.
    """
    live = timeline(programme_id=shop.programme_id).live(now)
    return _hand_over(shop, live, member_ids, now) if live else 0


def _hand_over(shop: Shop, live: Live, member_ids: Collection[int] | None, now: datetime) -> int:
    automatic = [one for one in live.document.rewards if one.automatic]
    return sum(
        _to(shop, reward, member, now)
        for reward in automatic
        for member in list(_who(shop, reward, member_ids))
    )


def _who(shop: Shop, reward: Reward, member_ids: Collection[int] | None) -> Iterator[int]:
    cost, currency = reward.price
    least = min([cost, *reward.tier_costs.values()])
    can = Q(currency=reward.given, available__gt=0) | Q(currency=currency, available__gte=least)
    rows = Balance.objects.filter(can, programme_id=shop.programme_id, member__erased_at=None)
    if member_ids is not None:
        rows = rows.filter(member_id__in=member_ids)
    yield from rows.order_by("member_id").values_list("member_id", flat=True).distinct()


def _to(shop: Shop, reward: Reward, member_id: int, now: datetime) -> int:
    """As many as the member can have."""
    rows = Redemption.objects.filter(
        shop=shop, spend__member_id=member_id, reward=reward.id, spend__key__startswith=AUTO
    )
    for count in range(AT_MOST):
        if _came_back(rows, now):
            return count
        try:
            redeem(
                shop=shop, member_id=member_id, reward=reward.id, actor=ACTOR, now=now,
                key=f"{AUTO}{reward.id}:{member_id}:{rows.count() + 1}",
            )  # fmt: skip
        except (NotOffered, NotEnough):
            return count
    return AT_MOST


def _came_back(rows: QuerySet[Redemption], now: datetime) -> bool:
    """Whether the last came back from a person, who may ask for the next, or just now: a store may refuse them."""
    last = rows.order_by("-pk").first()
    if last is None or last.state != Redemption.State.RELEASED:
        return False
    how = last.steps.filter(what=Redemption.State.RELEASED).order_by("-pk").first()
    by_a_person = how is not None and how.detail.get("why") in (Ending.UNDONE, Ending.WITHDRAWN)
    return by_a_person or last.ended_at is None or now < last.ended_at + AGAIN_AFTER
