"""Discounts and their codes. Amounts are minor units of the shop's currency."""

from dataclasses import dataclass, field
from datetime import datetime

CLASSES = ("order", "product", "shipping")


@dataclass(slots=True, kw_only=True)
class Discount:
    """`kind` is percentage, fixed_amount, free_shipping or bxgy; `value` a percentage ("10") or an amount ("5.00").

    Nothing in `products` and `collections` means the whole order. A bxgy takes `value` percent off `get_quantity`
    of those for `buy_quantity` pieces, or for `buy_amount`, of `buy_products` or `buy_collections`.
    """

    shop: str
    kind: str
    id: int = 0
    value: str = "0"
    title: str = ""
    customers: list[int] = field(default_factory=list)
    # how often each code may be used
    limit: int | None = None
    once_per_customer: bool = False
    # customer -> how often; whoever has no account goes by e-mail
    users: dict[str, int] = field(default_factory=dict)
    minimum: int = 0
    each_item: bool = False
    products: list[int] = field(default_factory=list)
    collections: list[int] = field(default_factory=list)
    buy_products: list[int] = field(default_factory=list)
    buy_collections: list[int] = field(default_factory=list)
    buy_quantity: int = 0
    buy_amount: int = 0
    get_quantity: int = 0
    uses_per_order: int | None = None
    combines: list[str] = field(default_factory=lambda: list(CLASSES))
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def of_goods(self) -> bool:
        """Whether it is about some products rather than the whole order."""
        return bool(self.products or self.collections)

    @property
    def class_(self) -> str:
        if self.kind == "free_shipping":
            return "shipping"
        return "product" if self.of_goods or self.kind == "bxgy" else "order"

    def status(self, now: datetime) -> str:
        if self.ends_at and self.ends_at <= now:
            return "EXPIRED"
        return "SCHEDULED" if self.starts_at and self.starts_at > now else "ACTIVE"


@dataclass(slots=True, kw_only=True)
class RedeemCode:
    """One code of a discount, which may have many."""

    code: str
    shop: str
    id: int
    discount_id: int
    used: int = 0


@dataclass(slots=True, kw_only=True)
class BulkCodes:
    """Codes being added: `errors` by code. The platform works on it for a while; here it is over at the second look."""

    id: int
    shop: str
    codes: list[str]
    errors: dict[str, str] = field(default_factory=dict)
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Entered:
    """A code as the shopper typed it, with what it stands for."""

    code: str
    discount: Discount
