"""The part of an order that earns, with the sum worked line by line.

Basis = goods that were kept, after allocated discounts; tax, shipping, tips and gift-card products only when
the rule counts them. Amounts are minor units of the shop's currency.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from loyalty.engine.document import Counts
from loyalty.engine.facts import Header, Line, RefundLine
from loyalty.engine.order_state import OrderState


@dataclass(frozen=True, slots=True)
class LineSum:
    """One line: `net` was paid for it, `back` went back, `kept` earns."""

    line: str
    title: str
    quantity: int
    kept_quantity: int
    net: int
    back: int
    kept: int
    gift_card: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """`total` earns; `other_back` is goods money refunded without a line; `left_out` earned nothing."""

    total: int
    lines: tuple[LineSum, ...]
    extras: tuple[tuple[str, int], ...]
    other_back: int
    left_out: tuple[tuple[str, int], ...]


def basis(state: OrderState, counts: Counts) -> Basis:
    """The basis of an order with a header; 0 for a cancelled one."""
    header = state.header
    if header is None:
        raise ValueError("an order without a header has no basis")
    lines = tuple(_line_sum(line, _back_of(state, line.id), counts) for line in header.lines)
    money = _extras(state, header)
    extras = tuple((name, amount) for name, amount in money if getattr(counts, name))
    left_out = tuple((name, amount) for name, amount in money if amount and not getattr(counts, name))
    other = sum(refund.other for refund in state.refunds)
    earned = sum(line.kept for line in lines) + sum(amount for _, amount in extras) - other
    return Basis(
        total=0 if header.cancelled else max(0, earned),
        lines=lines,
        extras=extras,
        other_back=other,
        left_out=left_out,
    )


def _back_of(state: OrderState, line: str) -> list[RefundLine]:
    return [back for refund in state.refunds for back in refund.lines if back.line == line]


def _line_sum(line: Line, back: Iterable[RefundLine], counts: Counts) -> LineSum:
    refunded = list(back)
    returned = min(line.quantity, sum(one.quantity for one in refunded))
    # Units that an edit removed are gone without a refund of their own: they take their share of the line.
    edited = max(0, line.quantity - returned - line.current)
    money = line.net + (line.tax if counts.tax else 0)
    money_back = sum(one.amount + (one.tax if counts.tax else 0) for one in refunded)
    removed = money * edited // line.quantity if line.quantity else 0
    gone = min(money, money_back + removed)
    earns = counts.gift_cards or not line.gift_card
    return LineSum(
        line=line.id,
        title=line.title,
        quantity=line.quantity,
        kept_quantity=line.quantity - returned - edited,
        net=money,
        back=gone,
        kept=money - gone if earns else 0,
        gift_card=line.gift_card,
    )


def _extras(state: OrderState, header: Header) -> tuple[tuple[str, int], ...]:
    shipping_back = sum(refund.shipping for refund in state.refunds)
    return (
        ("shipping", max(0, header.shipping - shipping_back)),
        ("tips", header.tip),
    )
