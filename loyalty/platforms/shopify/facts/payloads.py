"""The keys we read of the platform's webhooks; all others are skipped without being decoded.

Amounts stay raw JSON until loyalty.platforms.shopify.facts.values reads their digits: never a float.
"""

import msgspec
from msgspec import Raw

Id = int | str | None
NOTHING = Raw(b"")


class Payload(msgspec.Struct, frozen=True):
    """Base of every payload."""


class Money(Payload, frozen=True):
    amount: Raw = NOTHING
    currency_code: str | None = None


class MoneySet(Payload, frozen=True):
    shop_money: Money | None = None


class TaxLine(Payload, frozen=True):
    price: Raw = NOTHING
    price_set: MoneySet | None = None


class Allocation(Payload, frozen=True):
    amount: Raw = NOTHING
    amount_set: MoneySet | None = None


class LineItem(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    title: str | None = None
    quantity: int = 0
    current_quantity: int | None = None
    gift_card: bool | None = None
    product_id: Id = None
    variant_id: Id = None
    vendor: str | None = None
    sku: str | None = None
    price: Raw = NOTHING
    price_set: MoneySet | None = None
    discount_allocations: list[Allocation] | None = None
    tax_lines: list[TaxLine] | None = None
    has_plan: bool = False  # only our own reading of GraphQL says so


class RefundedLine(Payload, frozen=True):
    """The line inside a refund: only what names it."""

    id: Id = None
    admin_graphql_api_id: str | None = None


class RefundLineItem(Payload, frozen=True):
    line_item_id: Id = None
    line_item: RefundedLine | None = None
    quantity: int = 0
    subtotal: Raw = NOTHING
    subtotal_set: MoneySet | None = None
    total_tax: Raw = NOTHING
    total_tax_set: MoneySet | None = None


class Adjustment(Payload, frozen=True):
    kind: str | None = None
    amount: Raw = NOTHING
    amount_set: MoneySet | None = None
    tax_amount: Raw = NOTHING
    tax_amount_set: MoneySet | None = None


class RefundShippingLine(Payload, frozen=True):
    subtotal_amount_set: MoneySet | None = None
    tax_amount_set: MoneySet | None = None


class Transaction(Payload, frozen=True):
    kind: str | None = None
    status: str | None = None
    amount: Raw = NOTHING
    currency: str | None = None


class Refund(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    order_id: Id = None
    created_at: str | None = None
    processed_at: str | None = None
    refund_line_items: list[RefundLineItem] | None = None
    order_adjustments: list[Adjustment] | None = None
    refund_shipping_lines: list[RefundShippingLine] | None = None
    total_duties_set: MoneySet | None = None
    transactions: list[Transaction] | None = None


class CustomerOfOrder(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None


class DiscountCode(Payload, frozen=True):
    code: str | None = None


class Order(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    name: str | None = None
    updated_at: str | None = None
    processed_at: str | None = None
    created_at: str | None = None
    cancelled_at: str | None = None
    currency: str | None = None
    financial_status: str | None = None
    test: bool | None = None
    confirmed: bool | None = None
    taxes_included: bool | None = None
    source_name: str | None = None
    email: str | None = None
    customer: CustomerOfOrder | None = None
    line_items: list[LineItem] | None = None
    refunds: list[Refund] | None = None
    total_tax: Raw = NOTHING
    total_tax_set: MoneySet | None = None
    total_shipping_price_set: MoneySet | None = None
    total_tip_received: Raw = NOTHING
    payment_gateway_names: list[str | None] | None = None
    tags: str | None = None
    discount_codes: list[DiscountCode] | None = None


class Variant(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    price: Raw = NOTHING
    compare_at_price: Raw = NOTHING


class CollectionOfProduct(Payload, frozen=True):
    id: Id = None
    handle: str | None = None


class Product(Payload, frozen=True):
    """`collections` is never in a webhook; a history file may add it."""

    id: Id = None
    admin_graphql_api_id: str | None = None
    updated_at: str | None = None
    product_type: str | None = None
    vendor: str | None = None
    tags: str | None = None
    variants: list[Variant] | None = None
    collections: list[CollectionOfProduct] | None = None


class Collection(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None


class Customer(Payload, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    updated_at: str | None = None
    created_at: str | None = None
    email: str | None = None
    verified_email: bool | None = None


class MarketingConsent(Payload, frozen=True):
    state: str | None = None
    consent_updated_at: str | None = None


class Marketing(Payload, frozen=True):
    """customers_email_marketing_consent/update, and customers_marketing_consent/update for short messages."""

    id: Id = None
    customer_id: Id = None
    email_marketing_consent: MarketingConsent | None = None
    sms_marketing_consent: MarketingConsent | None = None


class Merge(Payload, frozen=True):
    admin_graphql_api_customer_kept_id: str | None = None
    admin_graphql_api_customer_deleted_id: str | None = None
    status: str | None = None


class CustomerOfRequest(Payload, frozen=True):
    id: Id = None
    email: str | None = None


class DataRequest(Payload, frozen=True):
    id: Id = None


class Compliance(Payload, frozen=True):
    """customers/data_request, customers/redact and shop/redact."""

    shop_id: Id = None
    shop_domain: str | None = None
    customer: CustomerOfRequest | None = None
    data_request: DataRequest | None = None


class Store(Payload, frozen=True):
    """app/uninstalled and shop/update carry the store itself."""

    id: Id = None
    name: str | None = None
    myshopify_domain: str | None = None
    currency: str | None = None
    iana_timezone: str | None = None


class Scopes(Payload, frozen=True):
    shop_id: Id = None
    current: list[str] | None = None
