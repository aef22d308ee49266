"""Money going back: by line and quantity, by amount, for shipping, or all of it; and cancelling."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devstore import money, orders, payloads_order, store_credit, totals
from devstore.pricing import Refused
from devstore.state import Adjustment, Customer, Line, Order, Refund, RefundLine, Transaction
from devstore.world import World

STORE_CREDIT = store_credit.GATEWAY


@dataclass(slots=True, kw_only=True)
class Wish:
    """`lines`: line id -> quantity. `amount` None pays what the lines and the shipping come to."""

    lines: Mapping[int, int] = field(default_factory=dict)
    amount: int | None = None
    shipping: int = 0
    note: str = ""
    destination: str = "original"
    restock_type: str = "no_restock"
    # lets a test pay back more than was ever paid
    force: bool = False


def refund(world: World, order: Order, wish: Wish) -> Refund:
    with world.store.lock:
        made = _record(world, order, wish)
        if not made.lines and not made.transactions and not made.shipping:
            raise Refused("Choose items, shipping or an amount to refund.")
        world.store.put(order)
        payload = payloads_order.refund(world.shop(order.shop), order, made)
        orders.announce(world, order, ["orders/updated"], earlier=[("refunds/create", payload)])
        return made


def everything(order: Order) -> Wish:
    """What is still kept, in goods, shipping and money."""
    left = max(0, sum(s.net for s in order.shipping) - sum(r.shipping for r in order.refunds))
    return Wish(
        lines={line.id: line.current_quantity for line in order.lines if line.current_quantity},
        amount=totals.refundable(order),
        shipping=left,
    )


def cancel(
    world: World, order: Order, *, reason: str = "customer", pay_back: bool = True, restock: bool = True
) -> None:
    """`pay_back` False keeps the money; `restock` False then leaves the lines as they are."""
    with world.store.lock:
        if order.cancelled_at:
            raise Refused("This order is already cancelled.")
        earlier: list[tuple[str, object]] = []
        order.cancelled_at = order.closed_at = world.touch(order)
        order.cancel_reason = reason
        wish = everything(order)
        wish.restock_type, wish.note = "cancel", "Order cancelled"
        if not pay_back:
            wish.amount, wish.shipping = 0, 0
        if (pay_back or restock) and (wish.lines or wish.amount):
            made = _record(world, order, wish)
            earlier = [("refunds/create", payloads_order.refund(world.shop(order.shop), order, made))]
        world.store.put(order)
        orders.announce(world, order, ["orders/cancelled", "orders/updated"], earlier=earlier)


def _record(world: World, order: Order, wish: Wish) -> Refund:
    store = world.store
    shipping = _shipping_left(order, wish)
    lines = [_take(world, order, key, quantity, wish) for key, quantity in wish.lines.items() if quantity]
    now = world.touch(order)
    made = Refund(id=store.new_id(), created_at=now, processed_at=now, note=wish.note, lines=lines)
    made.restock = wish.restock_type != "no_restock"
    made.shipping, made.shipping_tax = shipping
    store.new_id()  # the refunded shipping line is numbered after its refund
    worth = sum(part.subtotal for part in lines) + made.shipping
    if not order.taxes_included:
        worth += sum(part.tax for part in lines) + made.shipping_tax
    _pay(world, order, made, wish, worth)
    order.refunds.append(made)
    if world.shop(order.shop).legacy_shipping_adjustments and made.shipping:
        _adjust(world, made, "shipping_refund", "Shipping refund", -made.shipping, -made.shipping_tax)
    return made


def _shipping_left(order: Order, wish: Wish) -> tuple[int, int]:
    """The shipping to give back and its tax."""
    net = sum(s.net for s in order.shipping)
    gone = sum(r.shipping for r in order.refunds)
    if wish.shipping > net - gone:
        raise Refused("More shipping than was paid cannot be refunded.")
    tax = sum(s.tax for s in order.shipping)
    return wish.shipping, money.share(tax, gone + wish.shipping, net) - money.share(tax, gone, net)


def _take(world: World, order: Order, key: int, quantity: int, wish: Wish) -> RefundLine:
    line = next((line for line in order.lines if line.id == key), None)
    if line is None or not 0 < quantity <= line.current_quantity:
        raise Refused("More pieces than the order still has cannot be refunded.")
    subtotal, tax = worth_of(line, quantity)
    line.current_quantity -= quantity
    return RefundLine(
        id=world.store.new_id(),
        line_id=key,
        quantity=quantity,
        subtotal=subtotal,
        tax=tax,
        restock_type=wish.restock_type,
    )


def worth_of(line: Line, quantity: int) -> tuple[int, int]:
    """What `quantity` more pieces are worth after discounts, and their tax."""
    gone = line.quantity - line.current_quantity
    off = totals.removed(line, line.discount, gone + quantity) - totals.removed(line, line.discount, gone)
    tax = totals.removed(line, line.tax, gone + quantity) - totals.removed(line, line.tax, gone)
    return line.price * quantity - off, tax


def _pay(world: World, order: Order, made: Refund, wish: Wish, worth: int) -> None:
    left = totals.refundable(order)
    amount = min(worth, left) if wish.amount is None else wish.amount
    if amount > left and not wish.force:
        raise Refused(f"Only {money.shown(left, order.currency)} is left to refund.")
    # money for goods that an edit took out earlier is no discrepancy
    settled = min(order.owed, max(0, amount - worth))
    order.owed -= settled
    discrepancy = worth + settled - amount
    if totals.captured(order) and discrepancy:
        _adjust(world, made, "refund_discrepancy", "Refund discrepancy", discrepancy, 0)
    if amount <= 0:
        return
    sale = next((t for t in order.transactions if t.kind in ("sale", "capture")), None)
    gateway = STORE_CREDIT if wish.destination == "store_credit" else sale.gateway if sale else "manual"
    made.transactions.append(
        Transaction(
            id=world.store.new_id(),
            kind="refund",
            gateway=gateway,
            amount=amount,
            created_at=made.created_at,
            parent_id=sale.id if sale else None,
        )
    )
    person = world.store.get(Customer, order.customer_id)
    if gateway == STORE_CREDIT and person:
        store_credit.move(world, person, order.currency, amount, event="ORDER_REFUND")


def _adjust(world: World, made: Refund, kind: str, reason: str, amount: int, tax: int) -> None:
    made.adjustments.append(
        Adjustment(id=world.store.new_id(), kind=kind, reason=reason, amount=amount, tax=tax)
    )


def drop_lines(world: World, order: Order, quantities: Mapping[int, int], *, pending: bool) -> Refund:
    """An edit took goods out: a refund without money; `pending` writes the open balance as an adjustment."""
    wish = Wish(lines=quantities, amount=0, note="Order edited")
    parts = [_take(world, order, key, quantity, wish) for key, quantity in quantities.items()]
    now = world.touch(order)
    made = Refund(id=world.store.new_id(), created_at=now, processed_at=now, note=wish.note, lines=parts)
    worth = sum(p.subtotal + (0 if order.taxes_included else p.tax) for p in parts)
    if totals.captured(order) and pending:
        _adjust(world, made, "refund_discrepancy", "Pending refund discrepancy", worth, 0)
    elif totals.captured(order):
        order.owed += worth
    order.refunds.append(made)
    return made
