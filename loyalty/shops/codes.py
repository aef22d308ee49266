"""What a store is asked to make for a reward, and what it says of it.

Money is whole minor units of the shop's currency; customers, products and collections are the platform's numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["amount_off", "percent_off", "free_shipping", "free_product", "buy_x_get_y"]
Class = Literal["order", "product", "shipping"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWanted:
    """A discount code, chosen before the store is asked for it.

    `products` and `collections` are what the discount applies to, together; none means the whole order.
    `buy_quantity` of `buy_products` or `buy_collections` must be in the basket for `get_quantity` of the products.
    For a free product `amount` is the most that the piece may be worth; None takes its present price. It may ask for
    a `minimum` only of what `buy_products` or `buy_collections` name.
    """

    code: str
    title: str
    kind: Kind
    currency: str
    starts_at: datetime
    ends_at: datetime | None = None
    customer: str = ""  # "" is anyone
    amount: int | None = None
    percent: int | None = None
    products: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    buy_quantity: int | None = None
    buy_products: tuple[str, ...] = ()
    buy_collections: tuple[str, ...] = ()
    get_quantity: int | None = None
    minimum: int | None = None  # of the goods the discount applies to
    combines_with: frozenset[Class] = frozenset()
    once_per_customer: bool = True
    uses: int = 1


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """A discount as it stands; `used` is the store's count, which may lag some seconds behind its checkouts."""

    id: str
    status: Literal["active", "expired", "scheduled"]
    used: int
    title: str
    customers: tuple[str, ...] = ()  # none is anyone


@dataclass(frozen=True, slots=True)
class Ended:
    """The code is dead. `used` was read afterwards, so a checkout that was quicker is counted."""

    used: int
    was_there: bool = True


@dataclass(frozen=True, slots=True)
class Added:
    """What became of codes added to a discount: the reasons by code for those that failed."""

    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A gift card as it stands."""

    id: str
    enabled: bool
    initial: int
    balance: int
    currency: str
