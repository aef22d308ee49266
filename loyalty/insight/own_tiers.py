"""Members' tiers by two ladders, from the same orders: each order counts by the rules it was placed under."""

from collections import defaultdict
from datetime import datetime

from loyalty.engine.facts import OrderTold
from loyalty.engine.ladder import standing
from loyalty.engine.order_state import EMPTY, merge
from loyalty.engine.qualifying import qualifying
from loyalty.engine.replay.deeds import Joined
from loyalty.engine.tier_standing import Qualifying
from loyalty.engine.tiers import Tiers
from loyalty.insight.own_orders import OwnOrders
from loyalty.programmes.live import timeline
from loyalty.shops.installed import gone_times

Ladders = tuple[Tiers | None, Tiers | None]


def standings(own: OwnOrders, ladders: Ladders, now: datetime) -> dict[int, tuple[str, str]]:
    """Levels at `now` by member; empty where there is no ladder."""
    history = _history(own, now)
    paused = gone_times(programme_id=own.shop.programme_id)
    zone, currency = own.shop.timezone, own.shop.currency

    def level(ladder: Tiers | None, told: list[Qualifying]) -> str:
        return standing(ladder, told, now, zone, currency, paused=paused).level if ladder else ""

    first, second = ladders
    return {number: (level(first, told), level(second, told)) for number, told in sorted(history.items())}


def _history(own: OwnOrders, now: datetime) -> dict[int, list[Qualifying]]:
    """What counts towards tiers by member; nothing for who only joined."""
    versions = timeline(programme_id=own.shop.programme_id)
    found: dict[int, list[Qualifying]] = defaultdict(list)
    for at, fact in own.told:
        if isinstance(fact, Joined):
            found[int(fact.customer)] += []
        if not isinstance(fact, OrderTold) or fact.header is None or not fact.header.customer:
            continue
        pinned = own.pinned.get(fact.order)
        rules = versions.version(pinned) if pinned else versions.live(at)
        counts = found[int(fact.header.customer)]
        told = rules and qualifying(
            merge(EMPTY, fact),
            document=rules.document,
            source=f"order:{fact.order}",
            timezone=own.shop.timezone,
            at=now,
            terms=None,
        )
        if told:
            counts.append(told)
    return found
