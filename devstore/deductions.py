"""What a discount takes off which lines."""

from collections.abc import Collection as Some
from decimal import Decimal

from devstore import money
from devstore.state import Collection, Line, Product
from devstore.state_discounts import Discount
from devstore.store import Store


class Shelf:
    """Which lines are of which products and collections."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def of(self, lines: list[Line], products: Some[int], collections: Some[int]) -> list[Line]:
        """Without any named, all; gift cards are never reduced."""
        named = bool(products or collections)
        handles = {one.handle for key in collections if (one := self.store.get(Collection, key))}
        return [
            line
            for line in lines
            if not line.gift_card and (not named or line.product_id in products or self._in(line, handles))
        ]

    def _in(self, line: Line, handles: set[str]) -> bool:
        product = self.store.get(Product, line.product_id) if line.product_id else None
        return bool(product and handles & set(product.collections))

    def entitled(self, discount: Discount, lines: list[Line]) -> list[Line]:
        return self.of(lines, discount.products, discount.collections)

    def bought(self, discount: Discount, lines: list[Line]) -> list[Line]:
        return self.of(lines, discount.buy_products, discount.buy_collections)


def parts(discount: Discount, lines: list[Line], shelf: Shelf, currency: str) -> dict[int, int]:
    """Line id -> amount off, on the net prices as they are now."""
    if discount.kind == "bxgy":
        return _free_pieces(discount, lines, shelf)
    entitled = shelf.entitled(discount, lines)
    goods = sum(line.net for line in entitled)
    if discount.kind == "percentage":
        wanted = money.share(goods, Decimal(discount.value), 100)
    else:
        wanted = money.parse(discount.value, currency)
        if discount.each_item:
            return {line.id: min(wanted * line.quantity, line.net) for line in entitled}
    split = money.split(min(wanted, goods), [line.net for line in entitled])
    return {line.id: part for line, part in zip(entitled, split, strict=True) if part}


def _free_pieces(discount: Discount, lines: list[Line], shelf: Shelf) -> dict[int, int]:
    """The cheapest entitled pieces, as long as enough others are left that count as bought."""
    bought = {line.id for line in shelf.bought(discount, lines)}
    entitled = sorted(shelf.entitled(discount, lines), key=lambda line: line.price)
    rounds = _rounds(discount, [line for line in lines if line.id in bought], entitled)
    left, off = rounds * discount.get_quantity, {}
    for line in entitled:
        taken = min(left, line.quantity)
        left -= taken
        if taken:
            worth = min(line.price * taken, line.net)
            off[line.id] = money.share(worth, Decimal(discount.value), 100)
    return off


def _rounds(discount: Discount, bought: list[Line], entitled: list[Line]) -> int:
    """How often the discount applies to this order."""
    most = discount.uses_per_order or 10**6
    pieces = sum(line.quantity for line in bought)
    gifts = sum(line.quantity for line in entitled)
    if discount.buy_amount:
        spent = sum(line.net for line in bought)
        return int(spent >= discount.buy_amount and gifts >= discount.get_quantity)
    both = sum(line.quantity for line in entitled if line in bought)
    rounds = 0
    while rounds < most:
        need, gets = discount.buy_quantity * (rounds + 1), discount.get_quantity * (rounds + 1)
        # a piece is either bought or given: the given ones come first from those that do not count as bought
        from_bought = max(0, gets - (gifts - both))
        if gets > gifts or pieces - from_bought < need:
            break
        rounds += 1
    return rounds
