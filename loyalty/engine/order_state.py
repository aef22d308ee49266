"""What is known of one order: a merge that does not care in which order, or how often, things were told.

merge is commutative, associative and idempotent (laws I1-I3): the header is the greatest snapshot by a total
order, refunds are a set by id, and so are lines known to be on a subscription. A refund that comes before its
order waits here as a tombstone.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from loyalty.engine.facts import Header, OrderTold, Refund


class OrderState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One order, merged. Refunds are sorted by id."""

    header: Header | None = None
    refunds: tuple[Refund, ...] = ()
    plans: tuple[str, ...] = ()  # ids of lines sold by a subscription, sorted; a set that only grows


EMPTY = OrderState()
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(OrderState).decode


def merge(state: OrderState, told: OrderTold) -> OrderState:
    """The state after hearing `told`; equal to `state` when nothing new was said."""
    header = _latest(state.header, told.header)
    plans = tuple(sorted({*state.plans, *told.plans})) if told.plans else state.plans
    return OrderState(
        header=_marked(header, plans) if header and plans else header,
        refunds=_union(state.refunds + told.refunds),
        plans=plans,
    )


def _marked(header: Header, plans: Collection[str]) -> Header:
    """The header with `subscription` on exactly the lines of `plans`."""
    for line in header.lines:
        if line.subscription != (line.id in plans):
            break
    else:
        return header
    return replace(header, lines=tuple(replace(line, subscription=line.id in plans) for line in header.lines))


def _latest(known: Header | None, told: Header | None) -> Header | None:
    if known is None or told is None:
        return known or told
    return max(known, told, key=_header_order)


def as_of(state: OrderState, at: datetime) -> OrderState:
    """The order without the refunds that came after `at`; what they took is on its lines again."""
    later = [back for refund in state.refunds if refund.at > at for back in refund.lines]
    if state.header is None or not any(refund.at > at for refund in state.refunds):
        return state
    lines = tuple(
        replace(line, current=line.current + sum(back.quantity for back in later if back.line == line.id))
        for line in state.header.lines
    )
    return OrderState(
        header=replace(state.header, lines=lines),
        refunds=tuple(refund for refund in state.refunds if refund.at <= at),
        plans=state.plans,
    )


def _header_order(header: Header) -> tuple[object, ...]:
    """Latest first of all; within one second what cannot be undone wins, then the fuller, then the content itself.

    A snapshot that was kept before we read as much of an order gives way to the same one read again.
    """
    kept = sum(line.current for line in header.lines)
    content = _encode(_marked(header, ()))
    return (header.updated_at, header.cancelled, header.paid, -kept, len(content), content)


def _union(refunds: Iterable[Refund]) -> tuple[Refund, ...]:
    best: dict[str, Refund] = {}
    for refund in refunds:
        known = best.get(refund.id)
        best[refund.id] = refund if known is None else max(known, refund, key=_refund_order)
    return tuple(best[key] for key in sorted(best))


def _refund_order(refund: Refund) -> tuple[object, ...]:
    """The same refund told twice differs only while its payment is under way: the fuller telling stands."""
    return (sum(line.amount for line in refund.lines) + refund.other + refund.shipping, _encode(refund))


def from_json(text: str) -> OrderState:
    """A state from the JSON text of its jsonb column; raises msgspec.ValidationError for anything else."""
    return _decode(text)
