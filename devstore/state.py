"""What the pretend platform knows. Money is whole minor units of the order's currency."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Shop:
    domain: str
    id: int
    name: str
    email: str
    currency: str
    timezone: str
    created_at: datetime
    updated_at: datetime
    locale: str = "en"
    owner: str = "Wren Alder"
    plan: str = "Basic"
    taxes_included: bool = False
    tax_rate: str = "0.0825"
    tax_title: str = "Sales tax"
    shipping_price: int = 600
    free_shipping_from: int | None = None
    next_number: int = 1001
    # app block or embed handle -> switched on in the theme
    blocks: dict[str, bool] = field(default_factory=dict)
    block_settings: dict[str, dict[str, str | bool | int]] = field(default_factory=dict)
    # before 2024-10 a shipping refund was also an order adjustment
    legacy_shipping_adjustments: bool = False


@dataclass(slots=True, kw_only=True)
class Product:
    id: int
    variant_id: int
    shop: str
    handle: str
    title: str
    sku: str
    price: int
    kind: str
    blurb: str
    description: str
    art: str
    size: str = ""
    grams: int = 100
    gift_card: bool = False
    vendor: str = ""
    facts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    # handles of Collection
    collections: list[str] = field(default_factory=list)
    compare_at: int | None = None
    updated_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Collection:
    id: int
    shop: str
    handle: str
    title: str
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Customer:
    id: int
    shop: str
    first_name: str
    last_name: str
    email: str
    created_at: datetime
    updated_at: datetime
    phone: str | None = None
    note: str | None = None
    state: str = "enabled"
    verified_email: bool = True
    locale: str = ""  # the shop's own, unless they chose another
    marketing: bool = False
    tags: list[str] = field(default_factory=list)
    # currency -> minor units
    store_credit: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


@dataclass(slots=True, kw_only=True)
class Allocation:
    application: int
    amount: int


@dataclass(slots=True, kw_only=True)
class Tax:
    title: str
    rate: str
    price: int


@dataclass(slots=True, kw_only=True)
class Line:
    id: int
    title: str
    price: int
    quantity: int
    current_quantity: int
    product_id: int | None = None
    variant_id: int | None = None
    sku: str | None = None
    vendor: str | None = None
    gift_card: bool = False
    taxable: bool = True
    grams: int = 0
    fulfilled: int = 0
    allocations: list[Allocation] = field(default_factory=list)
    taxes: list[Tax] = field(default_factory=list)
    properties: list[dict[str, str]] = field(default_factory=list)
    # name of the selling plan; webhooks never tell it
    selling_plan: str | None = None

    @property
    def discount(self) -> int:
        return sum(a.amount for a in self.allocations)

    @property
    def net(self) -> int:
        return self.price * self.quantity - self.discount

    @property
    def tax(self) -> int:
        return sum(t.price for t in self.taxes)


@dataclass(slots=True, kw_only=True)
class Application:
    """How a discount came to be: kind is discount_code, manual or automatic."""

    kind: str
    title: str
    value: str
    value_type: str
    target_type: str = "line_item"
    allocation_method: str = "across"
    target_selection: str = "all"


@dataclass(slots=True, kw_only=True)
class Shipping:
    id: int
    title: str
    price: int
    taxes: list[Tax] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)

    @property
    def net(self) -> int:
        return self.price - sum(a.amount for a in self.allocations)

    @property
    def tax(self) -> int:
        return sum(t.price for t in self.taxes)


@dataclass(slots=True, kw_only=True)
class RefundLine:
    id: int
    line_id: int
    quantity: int
    subtotal: int
    tax: int
    restock_type: str


@dataclass(slots=True, kw_only=True)
class Adjustment:
    id: int
    kind: str
    reason: str
    amount: int
    tax: int


@dataclass(slots=True, kw_only=True)
class Transaction:
    id: int
    kind: str
    gateway: str
    amount: int
    created_at: datetime
    parent_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Refund:
    id: int
    created_at: datetime
    processed_at: datetime
    note: str = ""
    restock: bool = False
    lines: list[RefundLine] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    shipping: int = 0
    shipping_tax: int = 0
    transactions: list[Transaction] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Order:
    id: int
    shop: str
    number: int
    token: str
    currency: str
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    lines: list[Line]
    customer_id: int | None = None
    email: str | None = None
    presentment_currency: str = ""
    presentment_rate: str = "1"
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    closed_at: datetime | None = None
    test: bool = False
    taxes_included: bool = False
    applications: list[Application] = field(default_factory=list)
    shipping: list[Shipping] = field(default_factory=list)
    tip: int = 0
    refunds: list[Refund] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    fulfilled_at: datetime | None = None
    fulfillment_id: int = 0
    source_name: str = "web"
    note: str | None = None
    note_attributes: list[dict[str, str]] = field(default_factory=list)
    landing_site: str | None = None
    tags: list[str] = field(default_factory=list)
    address: dict[str, str] = field(default_factory=dict)
    edited: bool = False
    # goods removed by edits whose money has not gone back yet
    owed: int = 0

    @property
    def name(self) -> str:
        return f"#{self.number}"


@dataclass(slots=True, kw_only=True)
class Token:
    access: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None = None
    refresh: str | None = None
    refresh_expires_at: datetime | None = None
    # the pair this one replaced stays valid until this one is first used
    replaces: str | None = None


@dataclass(slots=True, kw_only=True)
class Install:
    shop: str
    id: int
    scopes: list[str]
    installed_at: datetime
    uninstalled_at: datetime | None = None
    tokens: list[Token] = field(default_factory=list)
    issued: int = 0  # how many tokens, ever

    @property
    def live(self) -> bool:
        return self.uninstalled_at is None
