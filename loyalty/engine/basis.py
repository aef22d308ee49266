"""The part of an order that earns, with the sum worked line by line.

Basis = goods that were kept, after allocated discounts; tax, shipping, tips and gift-card products only when
the rule counts them. Amounts are minor units of the shop's currency.
"""

from collections.abc import Sequence

import msgspec

from loyalty.engine.facts import Header, Line, RefundLine
from loyalty.engine.order_state import OrderState
from loyalty.engine.rules import Counts

GOODS = Counts()
NONE: tuple[RefundLine, ...] = ()
NOTHING_BACK: dict[str, list[RefundLine]] = {}


class LineSum(msgspec.Struct, frozen=True):
    """One line: `net` was paid for it, `back` went back, `kept` earns."""

    line: str
    title: str
    quantity: int
    kept_quantity: int
    net: int
    back: int
    kept: int
    gift_card: bool


class Basis(msgspec.Struct, frozen=True):
    """`total` earns; `goods` and `more` are what its lines and its extras come to before `other_back`, which is goods
    money refunded without a line."""

    total: int
    lines: tuple[LineSum, ...]
    extras: tuple[tuple[str, int], ...]
    other_back: int
    goods: int
    more: int


def basis(state: OrderState, counts: Counts) -> Basis:
    """The basis of an order with a header; 0 for a cancelled one."""
    header = state.header
    if header is None:
        raise ValueError("an order without a header has no basis")
    back = _back(state) if state.refunds else NOTHING_BACK
    lines = tuple([_line_sum(line, back.get(line.id, NONE), counts) for line in header.lines])
    money = _extras(state, header)
    extras = tuple([(name, amount) for name, amount in money if getattr(counts, name)])
    other = sum([refund.other for refund in state.refunds])
    goods = sum([line.kept for line in lines])
    earned = goods + sum([amount for _, amount in extras]) - other
    return Basis(
        0 if header.cancelled else max(0, earned),
        lines,
        extras,
        other,
        goods,
        earned + other - goods,
    )


def share_left(worked: Basis, cancelled: bool) -> tuple[int, int]:
    """The share of the basis that cancelling, and refunds without a line, leave."""
    if cancelled:
        return 0, 1
    if not worked.other_back:
        return 1, 1
    whole = worked.goods + worked.more
    return (max(0, whole - worked.other_back), whole) if whole > 0 else (0, 1)


def left_out(state: OrderState, header: Header, counts: Counts) -> list[tuple[str, int]]:
    """The extras that earned nothing."""
    return [(name, money) for name, money in _extras(state, header) if money and not getattr(counts, name)]


def goods_kept(state: OrderState) -> int:
    """basis(state, Counts()).total, for those who do not want the sum worked."""
    header = state.header
    if header is None or header.cancelled:
        return 0
    back = _back(state) if state.refunds else NOTHING_BACK
    total = -sum([refund.other for refund in state.refunds])
    for line in header.lines:
        if not line.gift_card:
            money, gone, _ = _kept(line, back.get(line.id, NONE), GOODS)
            total += money - gone
    return max(0, total)


def _back(state: OrderState) -> dict[str, list[RefundLine]]:
    """What went back, by line."""
    back: dict[str, list[RefundLine]] = {}
    for refund in state.refunds:
        for one in refund.lines:
            back.setdefault(one.line, []).append(one)
    return back


def _line_sum(line: Line, refunded: Sequence[RefundLine], counts: Counts) -> LineSum:
    money, gone, kept_quantity = _kept(line, refunded, counts)
    earns = counts.gift_cards or not line.gift_card
    kept = money - gone if earns else 0
    return LineSum(line.id, line.title, line.quantity, kept_quantity, money, gone, kept, line.gift_card)


def _kept(line: Line, refunded: Sequence[RefundLine], counts: Counts) -> tuple[int, int, int]:
    """(money paid for the line, money of it that is gone, pieces kept)."""
    money = line.net + line.tax if counts.tax else line.net
    if not refunded and line.current >= line.quantity:
        return money, 0, line.quantity
    returned = min(line.quantity, sum([one.quantity for one in refunded]))
    # Units that an edit removed are gone without a refund of their own: they take their share of the line.
    edited = max(0, line.quantity - returned - line.current)
    money_back = sum([one.amount + (one.tax if counts.tax else 0) for one in refunded])
    removed = money * edited // line.quantity if line.quantity else 0
    return money, min(money, money_back + removed), line.quantity - returned - edited


def _extras(state: OrderState, header: Header) -> tuple[tuple[str, int], ...]:
    shipping_back = sum([refund.shipping for refund in state.refunds])
    return (
        ("shipping", max(0, header.shipping - shipping_back)),
        ("tips", header.tip),
    )
