"""What a programme would have cost on the shop's own orders, and what another one would change."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F, Sum

from loyalty.engine.document import Document
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import figures, members
from loyalty.insight.own_orders import OwnOrders, own_orders, play_own
from loyalty.insight.own_tiers import standings
from loyalty.insight.worth import Cost, cost, minor_of, worth
from loyalty.ledger.models import Balance
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Step:
    """How many members go from one tier to another; empty for none."""

    before: str
    after: str
    members: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`before` is None when nothing is live. `gains` and `losses` are (member, points before, points after), the
    greatest first; `more` and `fewer` count all of them. `held` are the points members have today, worth `held_before`
    and `held_after` minor units."""

    orders: int
    since: datetime | None
    until: datetime | None
    before: Cost | None
    after: Cost
    more: int
    fewer: int
    same: int
    gains: list[tuple[int, int, int]]
    losses: list[tuple[int, int, int]]
    tiers: list[Step]
    movers: list[tuple[int, str, str]]
    held: int
    held_before: int | None
    held_after: int | None


SHOWN = 10
Points = Mapping[int, int]  # by member


def priced(own: OwnOrders, document: Document) -> Cost:
    """What the programme would have given over these orders."""
    replay = play_own(own, document)
    return _cost(replay, _points(replay), document)


def what_if(*, shop: Shop, live: Document | None, draft: Document, now: datetime) -> WhatIf:
    """The draft against what is live, over the shop's latest orders; tiers as they would be from `now` on."""
    own = own_orders(shop=shop)
    was = play_own(own, live) if live else None
    becomes = play_own(own, draft)
    before, after = _points(was) if was else {}, _points(becomes)
    changed = [
        (number, before.get(number, 0), after.get(number, 0))
        for number in sorted(before.keys() | after.keys())
        if before.get(number, 0) != after.get(number, 0)
    ]
    changed.sort(key=lambda one: one[1] - one[2])
    gains = [one for one in changed if one[2] > one[1]]
    losses = [one for one in reversed(changed) if one[2] < one[1]]
    movers = _movers(own, live, draft, now)
    held = _held(shop)
    return WhatIf(
        orders=own.orders,
        since=own.since,
        until=own.until,
        before=_cost(was, before, live) if was and live else None,
        after=_cost(becomes, after, draft),
        more=len(gains),
        fewer=len(losses),
        same=len(before.keys() | after.keys()) - len(changed),
        gains=gains[:SHOWN],
        losses=losses[:SHOWN],
        tiers=_steps(movers),
        movers=movers[:SHOWN],
        held=held,
        held_before=_worth_of(held, worth(live, shop.currency)) if live else None,
        held_after=_worth_of(held, worth(draft, shop.currency)),
    )


def _points(replay: Replay) -> dict[int, int]:
    """Points that each member would have earned and kept; members nobody recognised have no number."""
    told = ((person, figures(person)) for person, _ in members(replay))
    return {
        int(person.customer): one["earned"] - one["reversed"]
        for person, one in told
        if person.customer.isdecimal()
    }


def _cost(replay: Replay, points: Points, document: Document) -> Cost:
    return cost(sum(points.values()), replay.orders.sales, worth(document, replay.currency))


def _movers(
    own: OwnOrders, live: Document | None, draft: Document, now: datetime
) -> list[tuple[int, str, str]]:
    """(member, tier today, tier under the draft) where they differ; orders count by the rules of their time."""
    ladders = (live.tiers if live else None, draft.tiers)
    if not any(ladders):
        return []
    told = standings(own, ladders, now)
    return [(number, *levels) for number, levels in told.items() if levels[0] != levels[1]]


def _steps(movers: list[tuple[int, str, str]]) -> list[Step]:
    counted = Counter((before, after) for _, before, after in movers)
    return [Step(before, after, n) for (before, after), n in counted.most_common()]


def _held(shop: Shop) -> int:
    """Points that members of the programme have today, debts taken off."""
    sums = F("pending") + F("available") + F("reserved") + F("debt")
    found = Balance.objects.filter(programme=shop.programme_id).aggregate(held=Sum(sums, default=0))
    held: int = found["held"]
    return held


def _worth_of(points: int, each: Fraction | None) -> int | None:
    return None if each is None else minor_of(points * each)
