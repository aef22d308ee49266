"""The keys of an order as stores nearly always write it, in types as narrow as that: see plain_orders.py."""

from typing import Annotated

import msgspec
from msgspec import Meta, Raw

from loyalty.platforms.shopify.facts import values
from loyalty.platforms.shopify.facts.payloads import NOTHING, DiscountCode, Refund

MOST_LINES = 5_000

Text = Annotated[str, Meta(max_length=values.LONGEST)] | None
Pieces = Annotated[int, Meta(ge=0, le=1_000_000)]
Number = Annotated[int, Meta(ge=1, le=values.MOST_ID - 1)] | None


class _Plain(msgspec.Struct, gc=False):
    """Base of what is decoded."""


class Money(_Plain, gc=False):
    amount: str
    currency_code: str


class MoneySet(_Plain, gc=False):
    shop_money: Money


class TaxLine(_Plain, gc=False):
    price_set: MoneySet


class Allocation(_Plain, gc=False):
    amount_set: MoneySet


class LineItem(_Plain, gc=False):
    admin_graphql_api_id: str
    quantity: Pieces
    current_quantity: Pieces
    price_set: MoneySet
    id: Number = None
    title: Text = None
    gift_card: bool | None = None
    product_id: Number = None
    variant_id: Number = None
    vendor: Text = None
    sku: Text = None
    discount_allocations: list[Allocation] | None = None
    tax_lines: list[TaxLine] | None = None
    has_plan: bool = False


class CustomerOfOrder(_Plain, gc=False):
    admin_graphql_api_id: str
    id: Number = None


class Order(_Plain, gc=False):
    admin_graphql_api_id: str
    currency: str
    updated_at: str
    line_items: Annotated[list[LineItem], Meta(max_length=MOST_LINES)]
    id: Number = None
    name: Annotated[str, Meta(max_length=64)] | None = None
    processed_at: str | None = None
    created_at: str | None = None
    cancelled_at: str | None = None
    financial_status: str | None = None
    test: bool | None = None
    confirmed: bool | None = None
    taxes_included: bool | None = None
    source_name: Annotated[str, Meta(max_length=50)] | None = None
    email: Annotated[str, Meta(max_length=values.EMAIL_LIMIT)] | None = None
    customer: CustomerOfOrder | None = None
    refunds: list[Refund] | None = None
    total_tax: Raw = NOTHING
    total_tax_set: MoneySet | None = None
    total_shipping_price_set: MoneySet | None = None
    total_tip_received: str | None = None
    payment_gateway_names: list[str | None] | None = None
    tags: str | None = None
    discount_codes: list[DiscountCode] | None = None
