"""Comparing what the store says of some orders with our books. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import fields, replace

from loyalty.desk.expected import would_hold
from loyalty.engine.facts import Header, OrderTold, Unreadable
from loyalty.engine.order_state import EMPTY, OrderState, merge
from loyalty.ledger.models import Award
from loyalty.members.recognise import erased
from loyalty.orders.hear import Heard, known
from loyalty.shops.models import Shop

Kind = Literal["missing", "stale", "books", "member", "vanished", "unreadable"]
Posted = dict[str, dict[str, int]]  # points by rule, by order id
KINDS: tuple[Kind, ...] = ("missing", "stale", "books", "member", "vanished", "unreadable")


@dataclass(slots=True, kw_only=True)
class Drift:
    """One order of which the store and our books do not say the same.

    `ours` and `theirs` are summaries without anything personal; None where the order is not known at all.
    """

    kind: Kind
    order: str
    name: str = ""
    ours: dict[str, Any] | None = None
    theirs: dict[str, Any] | None = None
    points_now: int = 0
    points_should: int = 0
    why: str = ""
    repaired: bool = False


def compare(*, shop: Shop, told: Sequence[OrderTold]) -> list[tuple[Drift, OrderTold]]:
    """Each drift with the fact that repairs it, in the order of telling."""
    rows = known(shop=shop, ids=[fact.order for fact in told])
    gone = erased({row.member_id for row in rows.values() if row.member_id is not None})
    plain = {
        fact.order: nameless(fact) if fact.order in rows and rows[fact.order].member_id in gone else fact
        for fact in told
    }
    held = posted(shop=shop, orders=list(plain))
    should = would_hold(shop=shop, facts=plain.values(), rows=rows)
    found = [
        (_drift(rows.get(order), fact, held.get(order, {}), should[order]), fact)
        for order, fact in plain.items()
    ]
    return [(drift, fact) for drift, fact in found if drift is not None]


def nameless(fact: OrderTold) -> OrderTold:
    """The fact without whom it is about."""
    header = replace(fact.header, customer="") if fact.header else None
    return replace(fact, header=header, email="")


def posted(*, shop: Shop, orders: Sequence[str]) -> Posted:
    """What the books hold for these orders, rule by rule."""
    sources = [f"order:{order}" for order in orders]
    rows = Award.objects.filter(programme_id=shop.programme_id, shop=shop, source__in=sources)
    found: Posted = {}
    for source, rule, points in rows.values_list("source", "rule", "posted"):
        found.setdefault(source.partition(":")[2], {})[rule] = points
    return found


def summary(state: OrderState) -> dict[str, Any]:
    """An order in a few words."""
    header = state.header
    if header is None:
        return {"refunds": len(state.refunds)}
    return {
        "updated_at": header.updated_at.isoformat(),
        "paid": header.paid,
        "cancelled": header.cancelled,
        "pieces": sum(line.current for line in header.lines),
        "refunds": len(state.refunds),
    }


def _drift(
    row: Heard | None, fact: OrderTold, held: Mapping[str, int], should: Mapping[str, int] | Unreadable
) -> Drift | None:
    before = row.state if row else EMPTY
    after = merge(before, fact)
    drift = Drift(
        kind=_kind(before, after),
        order=fact.order,
        name=after.header.name if after.header else "",
        ours=summary(before) if row else None,
        theirs=summary(OrderState(header=fact.header, refunds=fact.refunds)),
        why=", ".join(_differences(before, after)),
    )
    if isinstance(should, Unreadable):
        drift.kind, drift.why = "unreadable", str(should)
        return drift
    now = {rule: held.get(rule, 0) for rule in should}
    drift.points_now, drift.points_should = sum(now.values()), sum(should.values())
    return None if drift.kind == "books" and now == should else drift


def _kind(before: OrderState, after: OrderState) -> Kind:
    if before.header is None:
        return "missing"
    return "books" if before == after else "stale"


def _differences(before: OrderState, after: OrderState) -> Iterator[str]:
    """Names of what is not the same."""
    if before.header is not None and after.header is not None:
        for one in fields(Header):
            if getattr(before.header, one.name) != getattr(after.header, one.name):
                yield one.name
    if before.header is not None and before.refunds != after.refunds:
        yield "refunds"
