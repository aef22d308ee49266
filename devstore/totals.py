"""What an order comes to, as placed and as it stands now."""

from dataclasses import dataclass

from devstore import money
from devstore.state import Line, Order


@dataclass(frozen=True, slots=True)
class Totals:
    """All in minor units of the shop's currency; taxes are contained in the prices when `taxes_included`."""

    goods: int
    discounts: int
    subtotal: int
    shipping: int
    tax: int
    tip: int
    total: int


def removed(line: Line, amount: int, quantity: int | None = None) -> int:
    """The part of a line's amount that went with `quantity` pieces; cumulative, so slices never drift."""
    gone = line.quantity - line.current_quantity if quantity is None else quantity
    return money.share(amount, gone, line.quantity)


def as_placed(order: Order) -> Totals:
    goods = sum(line.price * line.quantity for line in order.lines)
    off = sum(line.discount for line in order.lines)
    shipping = sum(s.net for s in order.shipping)
    tax = sum(line.tax for line in order.lines) + sum(s.tax for s in order.shipping)
    return _totals(order, goods, off, shipping, tax)


def as_it_stands(order: Order) -> Totals:
    goods = sum(line.price * line.current_quantity for line in order.lines)
    off = sum(line.discount - removed(line, line.discount) for line in order.lines)
    shipping = sum(s.net for s in order.shipping) - sum(r.shipping for r in order.refunds)
    tax = sum(line.tax - removed(line, line.tax) for line in order.lines)
    tax += sum(s.tax for s in order.shipping) - sum(r.shipping_tax for r in order.refunds)
    return _totals(order, goods, off, shipping, tax)


def _totals(order: Order, goods: int, off: int, shipping: int, tax: int) -> Totals:
    total = goods - off + shipping + order.tip + (0 if order.taxes_included else tax)
    return Totals(goods, off, goods - off, shipping, tax, order.tip, total)


def captured(order: Order) -> int:
    return sum(t.amount for t in order.transactions if t.kind in ("sale", "capture"))


def refunded(order: Order) -> int:
    return sum(t.amount for r in order.refunds for t in r.transactions)


def refundable(order: Order) -> int:
    return captured(order) - refunded(order)


def outstanding(order: Order) -> int:
    return max(0, as_it_stands(order).total - captured(order))


def financial_status(order: Order) -> str:
    paid, back = captured(order), refunded(order)
    if not paid:
        if order.cancelled_at:
            return "voided"
        return "pending" if as_it_stands(order).total > 0 else "paid"
    if back:
        return "refunded" if back >= paid else "partially_refunded"
    return "partially_paid" if outstanding(order) else "paid"


def fulfillment_status(order: Order) -> str | None:
    return "fulfilled" if order.fulfilled_at else None
