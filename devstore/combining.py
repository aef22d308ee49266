"""Which of the entered codes apply together: the platform's rules, and the best for the shopper among them."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations

from devstore import deductions, money
from devstore.deductions import Shelf
from devstore.state import Allocation, Application, Line, Shipping
from devstore.state_discounts import Discount, Entered
from devstore.store import Store

MOST_OF_GOODS, MOST_OF_SHIPPING = 5, 1
_ORDER = ("product", "order", "shipping")


@dataclass(slots=True)
class Basket:
    """What discounts work on, and what came of it. `left_out` has the reasons by code."""

    lines: list[Line]
    parcels: list[Shipping]
    currency: str
    store: Store
    applications: list[Application] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def off(self) -> int:
        return sum(line.discount for line in self.lines) + sum(p.price - p.net for p in self.parcels)


def reduce(basket: Basket, entered: Sequence[Entered]) -> None:
    """Applies the best permitted combination to the basket's lines and parcels."""
    fitting = [one for one in entered if _fits(basket, one)]
    best = max(_permitted(fitting), key=lambda some: (_worth(basket, some), -len(some)), default=())
    for one in fitting:
        if one not in best:
            basket.left_out[one.code] = f"{one.code} can’t be combined with your other discounts"
    _apply(basket, best)


def _fits(basket: Basket, one: Entered) -> bool:
    """Whether the basket holds what the discount asks for."""
    discount, shelf = one.discount, Shelf(basket.store)
    entitled = shelf.entitled(discount, basket.lines)
    if discount.class_ != "shipping" and not deductions.parts(discount, basket.lines, shelf, basket.currency):
        basket.left_out[one.code] = f"{one.code} isn’t valid for the items in your cart"
    elif sum(line.price * line.quantity for line in entitled) < discount.minimum:
        least = money.shown(discount.minimum, basket.currency)
        basket.left_out[one.code] = f"{one.code} needs a basket of {least} or more"
    return one.code not in basket.left_out


def _permitted(some: Sequence[Entered]) -> Iterator[tuple[Entered, ...]]:
    for size in range(len(some), 0, -1):
        for chosen in combinations(some, size):
            parcels = sum(one.discount.class_ == "shipping" for one in chosen)
            few = parcels <= MOST_OF_SHIPPING and len(chosen) - parcels <= MOST_OF_GOODS
            if few and all(_agree(a.discount, b.discount) for a, b in combinations(chosen, 2)):
                yield chosen


def _agree(one: Discount, other: Discount) -> bool:
    return other.class_ in one.combines and one.class_ in other.combines


def _worth(basket: Basket, some: Sequence[Entered]) -> int:
    trial = Basket(deepcopy(basket.lines), deepcopy(basket.parcels), basket.currency, basket.store)
    _apply(trial, some)
    return trial.off


def _apply(basket: Basket, some: Sequence[Entered]) -> None:
    """Products first, then the order on what is left, then shipping."""
    ordered = sorted(some, key=lambda one: _ORDER.index(one.discount.class_))
    _reduce_products(basket, [one.discount for one in ordered if one.discount.class_ == "product"])
    for index, one in enumerate(ordered):
        if one.discount.class_ == "shipping":
            for parcel in basket.parcels:
                parcel.allocations.append(Allocation(application=index, amount=parcel.net))
        elif one.discount.class_ == "order":
            _reduce_order(basket, one.discount, index)
        basket.applications.append(_application(one))


def _reduce_products(basket: Basket, discounts: Sequence[Discount]) -> None:
    """A line takes one discount of products: the best of those that fall to it."""
    shelf = Shelf(basket.store)
    offers = [deductions.parts(one, basket.lines, shelf, basket.currency) for one in discounts]
    for line in basket.lines:
        falling = [(offer[line.id], -index) for index, offer in enumerate(offers) if line.id in offer]
        if falling:
            amount, index = max(falling)
            line.allocations.append(Allocation(application=-index, amount=amount))


def _reduce_order(basket: Basket, discount: Discount, index: int) -> None:
    """Every line is named, even where nothing falls to it."""
    off = deductions.parts(discount, basket.lines, Shelf(basket.store), basket.currency)
    for line in basket.lines:
        if not line.gift_card:
            line.allocations.append(Allocation(application=index, amount=off.get(line.id, 0)))


def _application(one: Entered) -> Application:
    discount = one.discount
    shipping = discount.class_ == "shipping"
    return Application(
        kind="discount_code",
        title=one.code,
        value="100.0" if shipping else discount.value,
        value_type="fixed_amount" if discount.kind == "fixed_amount" else "percentage",
        target_type="shipping_line" if shipping else "line_item",
        allocation_method="each" if discount.kind == "bxgy" or discount.each_item else "across",
        target_selection="entitled" if discount.class_ == "product" else "all",
    )
