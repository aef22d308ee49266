"""A shop's latest orders and its members' joining as facts, so that any programme can be played over them.

Members are named by our own number, so that whoever was merged since is one person throughout. Goods that came back
are taken as returned at once: the figures are those of what was kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from msgspec.structs import replace

from loyalty.common import replica
from loyalty.engine.document import Document
from loyalty.engine.facts import Fact, OrderTold, Referred, Unreadable
from loyalty.engine.replay.deeds import Joined, Refused
from loyalty.engine.replay.replay import Replay
from loyalty.engine.suspicion import Verdict
from loyalty.goods import shelf as shelves
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.referrals.claims import verdicts
from loyalty.shops.models import Shop

LATEST = 5000

Dated = tuple[datetime, Fact]
Programme = Document | list[tuple[datetime, Document]]


@dataclass(frozen=True, slots=True)
class OwnOrders:
    """`told` is in the order of time; `old` are members who had bought before the first of these orders; `pinned` are
    the versions that the orders' own terms name."""

    shop: Shop
    told: list[Dated]
    old: frozenset[int]
    pinned: Mapping[str, int]
    orders: int
    since: datetime | None
    until: datetime | None


@replica.reading()
def fingerprint(*, shop: Shop) -> str:
    """Changes whenever the shop's orders or its members do."""
    orders = Order.objects.filter(shop=shop).aggregate(n=Count("pk"), at=Max("told_at"))
    joined = Member.objects.filter(programme=shop.programme_id).aggregate(n=Count("joined_at"), at=Max("pk"))
    return f"{orders['n']}-{orders['at']}-{joined['n']}-{joined['at']}"


@replica.reading()
def own_orders(*, shop: Shop, latest: int = LATEST) -> OwnOrders:
    """The latest orders that are known whole."""
    rows = _whole(shop)
    taken = list(rows.order_by("-processed_at", "-pk")[:latest])[::-1]
    since = taken[0].processed_at if taken else None
    older = rows.filter(processed_at__lt=since) if len(taken) == latest else rows.none()
    cut = older.exists()
    people = dict(Member.objects.filter(programme=shop.programme_id).values_list("pk", "kept"))
    today = {number: kept or number for number, kept in people.items()}
    buyers = older.exclude(member=None).order_by().values_list("member", flat=True).distinct()
    told = [fact for row in taken if (fact := _order(row, today)) is not None]
    return OwnOrders(
        shop=shop,
        told=sorted(_joined(shop, since if cut else None) + told, key=lambda one: one[0]),
        old=frozenset(today.get(number, number) for number in buyers),
        pinned={row.external_id: row.terms["version"] for row in taken if row.terms},
        orders=len(told),
        since=since,
        until=taken[-1].processed_at if taken else None,
    )


def play_own(own: OwnOrders, programme: Programme) -> Replay:
    """What the programme would have done. What it cannot work is left out, as the inbox would park it."""
    shelf = shelves.reader(own.shop)
    replay = Replay(programme, timezone=own.shop.timezone, currency=own.shop.currency, shelf=shelf)
    for number in own.old:
        replay.people.customer(str(number)).pinned = True
    for at, fact in own.told:
        try:
            replay.tell(fact, at)
        except (Refused, Unreadable):
            continue
    return replay


def _whole(shop: Shop) -> QuerySet[Order]:
    return Order.objects.filter(shop=shop, processed_at__isnull=False)


def _order(row: Order, today: Mapping[int, int]) -> Dated | None:
    state = state_of(row)
    if state.header is None:
        return None
    member = today.get(row.member_id, row.member_id) if row.member_id else ""
    header = replace(state.header, customer=str(member))
    told = OrderTold(order=row.external_id, header=header, refunds=state.refunds)
    return header.processed_at, told


def _joined(shop: Shop, since: datetime | None) -> list[Dated]:
    """Who joined since then, and who brought them."""
    rows = Member.objects.filter(
        programme=shop.programme_id, joined_at__isnull=False, kept=None, erased_at=None
    )
    if since is not None:
        rows = rows.filter(joined_at__gte=since)
    found: list[Dated] = []
    seen_as = verdicts(list(rows.filter(advocate__isnull=False).values_list("pk", flat=True)))
    for number, at, advocate in rows.values_list("pk", "joined_at", "advocate"):
        if at is not None:
            found.append((at, Joined(customer=str(number))))
            found += _brought(number, advocate, at, seen_as.get(number, "passed"))
    return found


def _brought(number: int, advocate: int | None, at: datetime, verdict: Verdict) -> Iterable[Dated]:
    if advocate is not None:
        yield at, Referred(friend=str(number), advocate=str(advocate), at=at, verdict=verdict)
