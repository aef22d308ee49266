"""What paying past orders would give, by the replay's own arithmetic: the same orders, told as the desk will hear them.

The desk hears an order as it stands today, refunds and all. So nothing is issued only to be taken back, and points
whose time is over by now wait for their notice, as they will in the books.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone

from loyalty.engine.document import Document, dump, parse
from loyalty.engine.facts import Unreadable
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import figures, members, totals
from loyalty.goods import shelf as shelves
from loyalty.insight.job import finish, tell
from loyalty.insight.models import PastOrders
from loyalty.insight.play import uncollected
from loyalty.launch.models import Launch
from loyalty.launch.orders import batches, since

BIGGEST = 10
SHOWN = ("issued", "reversed", "outstanding", "liability_minor")


class NotFromTheStore(ValueError):
    """Only what the store itself has told is paid for."""


def order(*, past: PastOrders, document: Document, at: datetime, by: str, now: datetime) -> Launch:
    """A preview for a worker to make. Raises NotFromTheStore."""
    if past.how != PastOrders.How.STORE or not past.is_ready:
        raise NotFromTheStore
    return Launch.objects.create(
        shop_id=past.shop_id,
        past=past,
        since=at,
        document=dump(document),
        asked_by=by,
        asked_at=now,
        next_at=now,
    )


def preview(job: Launch, *, now: datetime) -> None:
    """Raises Superseded, and Sealed."""
    with uncollected():
        orders = since(job.past, job.since)
        tell(job, now=timezone.now(), done=0, of=len(orders))
        told = 0
        replay = _empty(job)
        for some in batches(orders):
            try:
                replay.work(some, now)
            except Unreadable:
                _one_by_one(replay, some, now)
            told += len(some)
            tell(job, now=timezone.now(), done=told)
        replay.until(now)
        finish(job, now=timezone.now(), preview=_said(replay, told))


def _empty(job: Launch) -> Replay:
    programme = [(job.since, parse(job.document))]
    return Replay(
        programme,
        timezone=job.shop.timezone,
        currency=job.shop.currency,
        noticed=False,
        shelf=shelves.reader(job.shop),
    )


def _one_by_one(replay: Replay, some: list[Any], now: datetime) -> None:
    for fact in some:
        try:
            replay.work([fact], now)
        except Unreadable:
            continue  # posting will miss it too, and say why


def _said(replay: Replay, orders: int) -> dict[str, Any]:
    found = totals(replay)
    holds: Counter[str] = Counter()
    for person, name in members(replay):
        told = figures(person)
        holds[name] = told["available"] + told["pending"] + told["reserved"] - told["debt"]
    with_points = sum(1 for points in holds.values() if points)
    return {
        "orders": orders,
        "members": with_points,
        "biggest": [[name, points] for name, points in holds.most_common(BIGGEST) if points > 0],
    } | {name: found[name] for name in SHOWN}
