"""The keys we ask of GraphQL, and how each becomes what a webhook would have said.

Webhooks and GraphQL then go through one reading: what they tell of an order cannot differ by our doing.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import msgspec
from msgspec import Raw

from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts import payloads
from loyalty.platforms.shopify.facts.payloads import NOTHING


class Node(msgspec.Struct, frozen=True, rename="camel"):
    """Base of every node."""


class Money(Node, frozen=True):
    amount: str
    currency_code: str


class MoneyBag(Node, frozen=True):
    shop_money: Money

    def told(self) -> payloads.MoneySet:
        amount = Raw(msgspec.json.encode(self.shop_money.amount))
        return payloads.MoneySet(payloads.Money(amount, self.shop_money.currency_code))


class PageInfo(Node, frozen=True):
    has_next_page: bool
    end_cursor: str | None = None


class Named(Node, frozen=True):
    id: str


class Allocation(Node, frozen=True):
    allocated_amount_set: MoneyBag


class TaxLine(Node, frozen=True):
    price_set: MoneyBag


class Plan(Node, frozen=True):
    selling_plan_id: str | None = None


class Line(Node, frozen=True):
    id: str
    title: str
    quantity: int
    current_quantity: int
    is_gift_card: bool
    original_unit_price_set: MoneyBag
    discount_allocations: list[Allocation]
    tax_lines: list[TaxLine]
    vendor: str | None = None
    sku: str | None = None
    product: Named | None = None
    variant: Named | None = None
    selling_plan: Plan | None = None

    def told(self) -> payloads.LineItem:
        return payloads.LineItem(
            admin_graphql_api_id=self.id,
            title=self.title,
            quantity=self.quantity,
            current_quantity=self.current_quantity,
            gift_card=self.is_gift_card,
            product_id=self.product.id if self.product else None,
            variant_id=self.variant.id if self.variant else None,
            vendor=self.vendor,
            sku=self.sku,
            price_set=self.original_unit_price_set.told(),
            discount_allocations=[
                payloads.Allocation(amount_set=one.allocated_amount_set.told())
                for one in self.discount_allocations
            ],
            tax_lines=[payloads.TaxLine(price_set=one.price_set.told()) for one in self.tax_lines],
            has_plan=self.selling_plan is not None,
        )


class Lines(Node, frozen=True):
    nodes: list[Line]
    page_info: PageInfo


class RefundLine(Node, frozen=True):
    quantity: int
    line_item: Named
    subtotal_set: MoneyBag
    total_tax_set: MoneyBag

    def told(self) -> payloads.RefundLineItem:
        return payloads.RefundLineItem(
            line_item=payloads.RefundedLine(admin_graphql_api_id=self.line_item.id),
            quantity=self.quantity,
            subtotal_set=self.subtotal_set.told(),
            total_tax_set=self.total_tax_set.told(),
        )


class RefundLines(Node, frozen=True):
    nodes: list[RefundLine]
    page_info: PageInfo


class Adjustment(Node, frozen=True):
    """Here the platform tells discrepancies only; shipping has a list of its own."""

    amount_set: MoneyBag
    tax_amount_set: MoneyBag

    def told(self) -> payloads.Adjustment:
        return payloads.Adjustment(
            kind="refund_discrepancy",
            amount_set=self.amount_set.told(),
            tax_amount_set=self.tax_amount_set.told(),
        )


class Adjustments(Node, frozen=True):
    nodes: list[Adjustment]
    page_info: PageInfo


class RefundShipping(Node, frozen=True):
    subtotal_amount_set: MoneyBag
    tax_amount_set: MoneyBag

    def told(self) -> payloads.RefundShippingLine:
        return payloads.RefundShippingLine(
            subtotal_amount_set=self.subtotal_amount_set.told(), tax_amount_set=self.tax_amount_set.told()
        )


class RefundShippings(Node, frozen=True):
    nodes: list[RefundShipping]
    page_info: PageInfo


class Payment(Node, frozen=True):
    kind: str
    status: str
    amount_set: MoneyBag

    def told(self) -> payloads.Transaction:
        money = self.amount_set.told().shop_money
        return payloads.Transaction(
            kind=self.kind.lower(),
            status=self.status.lower(),
            amount=money.amount if money else NOTHING,
            currency=money.currency_code if money else None,
        )


class Payments(Node, frozen=True):
    nodes: list[Payment]
    page_info: PageInfo


class Duty(Node, frozen=True):
    amount_set: MoneyBag


class Refund(Node, frozen=True):
    id: str
    refund_line_items: RefundLines
    order_adjustments: Adjustments
    refund_shipping_lines: RefundShippings
    transactions: Payments
    created_at: str | None = None
    processed_at: str | None = None
    duties: list[Duty] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no list in it was cut."""
        return not (self.refund_line_items.page_info.has_next_page or self.is_cut)

    @property
    def is_cut(self) -> bool:
        """Whether one of the lists that are never long was cut."""
        lists = (self.order_adjustments, self.refund_shipping_lines, self.transactions)
        return any(one.page_info.has_next_page for one in lists)

    def told(self) -> payloads.Refund:
        return payloads.Refund(
            admin_graphql_api_id=self.id,
            created_at=self.created_at,
            processed_at=self.processed_at,
            refund_line_items=[one.told() for one in self.refund_line_items.nodes],
            order_adjustments=[one.told() for one in self.order_adjustments.nodes],
            refund_shipping_lines=[one.told() for one in self.refund_shipping_lines.nodes],
            total_duties_set=_sum([duty.amount_set for duty in self.duties or ()]),
            transactions=[one.told() for one in self.transactions.nodes],
        )


class Attribute(Node, frozen=True):
    key: str
    value: str | None = None


class Order(Node, frozen=True):
    id: str
    name: str
    updated_at: str
    processed_at: str
    created_at: str
    currency_code: str
    test: bool
    confirmed: bool
    taxes_included: bool
    payment_gateway_names: list[str]
    tags: list[str]
    discount_codes: list[str]
    line_items: Lines
    refunds: list[Refund]
    total_shipping_price_set: MoneyBag
    total_tax_set: MoneyBag | None = None
    total_tip_received_set: MoneyBag | None = None
    cancelled_at: str | None = None
    display_financial_status: str | None = None
    source_name: str | None = None
    email: str | None = None
    customer: Named | None = None
    custom_attributes: list[Attribute] = []

    def told(self) -> payloads.Order:
        tip = self.total_tip_received_set.told().shop_money if self.total_tip_received_set else None
        return payloads.Order(
            admin_graphql_api_id=self.id,
            name=self.name,
            updated_at=self.updated_at,
            processed_at=self.processed_at,
            created_at=self.created_at,
            cancelled_at=self.cancelled_at,
            currency=self.currency_code,
            financial_status=(self.display_financial_status or "").lower(),
            test=self.test,
            confirmed=self.confirmed,
            taxes_included=self.taxes_included,
            source_name=self.source_name,
            email=self.email,
            customer=payloads.CustomerOfOrder(admin_graphql_api_id=self.customer.id)
            if self.customer
            else None,
            line_items=[line.told() for line in self.line_items.nodes],
            refunds=[refund.told() for refund in self.refunds],
            total_tax_set=self.total_tax_set.told() if self.total_tax_set else None,
            total_shipping_price_set=self.total_shipping_price_set.told(),
            total_tip_received=tip.amount if tip else NOTHING,
            payment_gateway_names=list(self.payment_gateway_names),
            tags=",".join(self.tags),
            discount_codes=[payloads.DiscountCode(code=one) for one in self.discount_codes],
        )


def _sum(bags: Sequence[MoneyBag]) -> payloads.MoneySet | None:
    """The bags together; a refund has one for each duty given back."""
    if not bags:
        return None
    try:
        total = sum((Decimal(bag.shop_money.amount) for bag in bags), Decimal(0))
    except InvalidOperation:
        raise Unreadable("duties: hold something that is no amount") from None
    return MoneyBag(Money(str(total), bags[0].shop_money.currency_code)).told()
