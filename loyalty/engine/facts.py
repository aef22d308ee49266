"""Facts: what a platform told us, normalised. Times are aware UTC, money is in the shop's minor units."""

from datetime import datetime
from typing import Literal

import msgspec

from loyalty.engine.goods import ProductFacts


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of every fact."""


class Line(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One order line. `net` is for the whole `quantity`: after allocated discounts, without tax."""

    id: str
    title: str
    quantity: int
    current: int  # what is left after edits and returns, as the header saw it
    net: int
    tax: int = 0  # for the whole quantity
    gift_card: bool = False
    product: str = ""
    variant: str = ""
    vendor: str = ""
    sku: str = ""
    subscription: bool = False  # set by merging, from what is known of plans; never by the platform


class Header(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An order as one snapshot told it, without its refunds."""

    id: str
    name: str
    updated_at: datetime
    processed_at: datetime
    currency: str
    lines: tuple[Line, ...]
    paid: bool = False
    cancelled: bool = False
    test: bool = False
    confirmed: bool = True
    customer: str = ""
    source: str = ""
    gateways: tuple[str, ...] = ()  # these three sorted, each once
    tags: tuple[str, ...] = ()
    discount_codes: tuple[str, ...] = ()
    subscription: bool = False  # the store made it for a subscription
    tax: int = 0
    shipping: int = 0
    tip: int = 0


class RefundLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Goods that went back: `amount` after discounts, without tax."""

    line: str
    quantity: int
    amount: int
    tax: int = 0


class Refund(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One refund. `other` is goods money given back without a line (amount-only); shipping is apart."""

    id: str
    at: datetime
    lines: tuple[RefundLine, ...] = ()
    other: int = 0
    shipping: int = 0


class Signs(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """By what a buyer may be known again, and who may have brought them. Never stored: what is kept is keyed hashes."""

    token: str = ""  # what our own script had put into the basket
    ref: str = ""  # the code in the address by which the visitor came
    street: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    ip: str = ""


class OrderTold(Fact, frozen=True, kw_only=True, gc=False):
    """A snapshot of an order, or a refund that came alone (then without a header)."""

    order: str
    header: Header | None = None
    refunds: tuple[Refund, ...] = ()
    email: str = ""  # to recognise a guest; kept only as a keyed hash
    plans: tuple[str, ...] = ()  # lines known to be sold by a subscription; sorted. Not every telling knows
    signs: Signs | None = None


class CustomerTold(Fact, frozen=True, kw_only=True):
    """A customer account was made or changed."""

    customer: str
    at: datetime
    email: str = ""
    verified: bool = False  # the platform knows that the e-mail is this customer's


class MarketingTold(Fact, frozen=True, kw_only=True):
    """A customer agreed to letters or to short messages in the store, or no longer does."""

    customer: str
    activity: Literal["newsletter", "sms"]  # what rules know it by
    agreed: bool
    at: datetime


class Referred(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One customer brought another. `verdict`: what became of looking at it, where that is known."""

    friend: str
    advocate: str
    at: datetime
    verdict: Literal["passed", "held", "refused"] = "passed"


class CustomerDeleted(Fact, frozen=True, kw_only=True):
    """The store deleted a customer: the person is forgotten, their orders keep settling."""

    customer: str


class CustomersMerged(Fact, frozen=True, kw_only=True):
    """Two customer records became one; late facts for `gone` belong to `kept`."""

    kept: str
    gone: str


class DataRequested(Fact, frozen=True, kw_only=True):
    """A customer asked the store for their data."""

    customer: str
    email: str = ""
    request: str = ""


class CustomerRedacted(Fact, frozen=True, kw_only=True):
    """A customer's data must go."""

    customer: str
    email: str = ""


class ShopRedacted(Fact, frozen=True, kw_only=True):
    """All of a shop's data must go."""


class Uninstalled(Fact, frozen=True, kw_only=True):
    """The store removed the app; its tokens are dead."""

    at: datetime


class ScopesChanged(Fact, frozen=True, kw_only=True):
    """The store granted or withdrew permissions."""

    scopes: tuple[str, ...]


class ShopTold(Fact, frozen=True, kw_only=True):
    """The store's own particulars changed."""

    name: str
    currency: str
    timezone: str


class ProductTold(Fact, frozen=True, kw_only=True):
    """A product was changed. Most tellings do not know its collections."""

    product: str
    at: datetime
    facts: ProductFacts
    knows_collections: bool = False


class ProductGone(Fact, frozen=True, kw_only=True):
    """The store no longer has a product."""

    product: str


class CollectionTold(Fact, frozen=True, kw_only=True):
    """A collection was changed, and perhaps what is in it."""

    collection: str


class Ignored(Fact, frozen=True, kw_only=True):
    """Understood, and nothing for us to do; `reason` is shown to the merchant."""

    reason: str


class Unreadable(ValueError):
    """A body no fact can be made of; the message says which field and why, and is shown to the merchant."""
