"""Order edits: items added, quantities changed."""

from collections.abc import Mapping, Sequence

from devstore import orders, payloads_order, pricing, refunds
from devstore.pricing import Item, Refused
from devstore.state import Line, Order
from devstore.world import World


def edit(
    world: World,
    order: Order,
    *,
    add: Sequence[Item] = (),
    quantities: Mapping[int, int] | None = None,
    note: str = "",
    pending: bool = False,
) -> None:
    """`quantities`: line id -> how many there shall be; fewer make a refund without money."""
    with world.store.lock:
        if order.cancelled_at:
            raise Refused("A cancelled order can’t be edited.")
        added, removed = _deltas(order, quantities or {})
        _raise_quantities(world, order, added)
        for item in add:
            line = pricing.line_from(world.store, item)
            _tax(world, order, [line])
            order.lines.append(line)
            added[line.id] = line.quantity
        if not added and not removed:
            raise Refused("Nothing was changed.")
        earlier: list[tuple[str, object]] = []
        shop = world.shop(order.shop)
        world.touch(order)
        if removed:
            made = refunds.drop_lines(world, order, removed, pending=pending)
            earlier.append(("refunds/create", payloads_order.refund(shop, order, made)))
        order.edited = True
        world.store.put(order)
        payload = payloads_order.edited(
            shop, order, edit_id=world.store.new_id(), added=added, removed=removed, note=note
        )
        orders.announce(world, order, ["orders/updated"], earlier=[("orders/edited", payload), *earlier])


def _deltas(order: Order, wanted: Mapping[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    added, removed = {}, {}
    lines = {line.id: line for line in order.lines}
    for key, quantity in wanted.items():
        if key not in lines or quantity < 0:
            raise Refused("No such line in this order.")
        delta = quantity - lines[key].current_quantity
        if delta > 0:
            added[key] = delta
        elif delta < 0:
            removed[key] = -delta
    return added, removed


def _raise_quantities(world: World, order: Order, added: Mapping[int, int]) -> None:
    """More of a line that is there already; its old discount does not stretch."""
    for line in [line for line in order.lines if line.id in added]:
        line.quantity += added[line.id]
        line.current_quantity += added[line.id]
        _tax(world, order, [line])


def _tax(world: World, order: Order, lines: Sequence[Line]) -> None:
    shop = world.shop(order.shop)
    known = next((t.rate for line in order.lines for t in line.taxes), shop.tax_rate)
    for line in lines:
        line.taxes = []
        pricing.tax(line, known, shop.tax_title, order.taxes_included)
