"""A snapshot of an order, with the refunds it carries."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from loyalty.engine import facts
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts import refunds, values
from loyalty.platforms.shopify.facts.decode import decode
from loyalty.platforms.shopify.facts.payloads import NOTHING, LineItem, Order, Refund
from loyalty.platforms.shopify.facts.plain_orders import PAID, RECURRING, plainly_told, tags
from loyalty.platforms.shopify.facts.plain_payloads import MOST_LINES
from loyalty.platforms.shopify.facts.signs import signs
from loyalty.shops.models import Shop

MOST_REFUNDS = 2_000


def told(body: bytes, shop: Shop) -> facts.Fact:
    """orders/create, paid, updated, cancelled, fulfilled: each is the whole order."""
    told = plainly_told(body, shop.currency) or of_payload(decode(body, Order), shop)
    # A history file is of no shop of ours: nobody is to be known again.
    shown = signs(body) if shop.id else None
    return replace(told, signs=shown) if shown else told


def of_payload(payload: Order, shop: Shop) -> facts.OrderTold:
    """The whole order, by whichever way it came. Raises Unreadable."""
    _must_fit(payload, shop)
    order = values.identity(payload.admin_graphql_api_id, payload.id, "id")
    included = bool(payload.taxes_included)
    header = _header(payload, order, shop.currency)
    return facts.OrderTold(
        order=order,
        header=header,
        refunds=_refunds(payload.refunds, shop.currency, taxes_included=included) if payload.refunds else (),
        email=values.email(payload.email),
        plans=_plans(payload, header),
    )


def _refunds(found: Sequence[Refund], currency: str, *, taxes_included: bool) -> tuple[facts.Refund, ...]:
    return tuple(
        refunds.refund(one, currency=currency, taxes_included=taxes_included, field=f"refunds[{number}].")
        for number, one in enumerate(found)
    )


def _must_fit(payload: Order, shop: Shop) -> None:
    if payload.currency != shop.currency:
        code = values.text(payload.currency, 10) or "no currency"
        raise Unreadable(
            f"currency: the order is in {code}, but the shop keeps its books in {shop.currency};"
            " wait for the store's own update of its currency and resend"
        )
    if payload.line_items is None:
        raise Unreadable("line_items: are missing; resend the webhook from the store")
    if len(payload.line_items) > MOST_LINES:
        raise Unreadable(f"line_items: has more than {MOST_LINES} entries")
    if len(payload.refunds or ()) > MOST_REFUNDS:
        raise Unreadable(f"refunds: has more than {MOST_REFUNDS} entries")


def _header(payload: Order, order: str, currency: str) -> facts.Header:
    updated = values.moment(payload.updated_at, "updated_at")
    cancelled = values.optional_moment(payload.cancelled_at, "cancelled_at")
    customer = payload.customer
    shipping = values.optional_amount(
        payload.total_shipping_price_set, NOTHING, currency, "total_shipping_price_set"
    )
    return facts.Header(
        id=order,
        name=values.text(payload.name, 64),
        updated_at=updated,
        processed_at=_processed(payload) or updated,
        currency=currency,
        lines=_lines(payload, currency),
        paid=payload.financial_status in PAID,
        cancelled=cancelled is not None,
        test=bool(payload.test),
        confirmed=payload.confirmed is not False,
        customer=(
            values.optional_identity(customer.admin_graphql_api_id, customer.id, "customer.id")
            if customer
            else ""
        ),
        source=values.text(payload.source_name, 50),
        tax=values.optional_amount(payload.total_tax_set, payload.total_tax, currency, "total_tax_set") or 0,
        shipping=shipping or 0,
        tip=values.optional_amount(None, payload.total_tip_received, currency, "total_tip_received") or 0,
        gateways=values.words(payload.payment_gateway_names),
        tags=values.words(tags(payload.tags)),
        discount_codes=values.words([one.code for one in payload.discount_codes or ()]),
        subscription=_is_recurring(payload),
    )


def _is_recurring(payload: Order) -> bool:
    """Later orders of a subscription have a source of their own; the first comes through the checkout."""
    return (payload.source_name or "").startswith(RECURRING)


def _plans(payload: Order, header: facts.Header) -> tuple[str, ...]:
    """The lines sold by a subscription. Webhooks tell it of none, but all of a recurring order are."""
    if header.subscription:
        return tuple(sorted(line.id for line in header.lines))
    if not any(item.has_plan for item in payload.line_items or ()):
        return ()
    pairs = zip(header.lines, payload.line_items or (), strict=True)
    return tuple(sorted(line.id for line, item in pairs if item.has_plan))


def _processed(payload: Order) -> datetime | None:
    return values.optional_moment(payload.processed_at, "processed_at") or values.optional_moment(
        payload.created_at, "created_at"
    )


def _lines(payload: Order, currency: str) -> tuple[facts.Line, ...]:
    included = bool(payload.taxes_included)
    items = payload.line_items or ()
    return tuple([_line(line, currency, included, _paths(number)) for number, line in enumerate(items)])


class Paths(NamedTuple):
    """Where one line's values stand in the body, for who reads why they were refused."""

    quantity: str
    current_quantity: str
    id: str
    product_id: str
    variant_id: str
    tax_lines: str
    price_set: str
    discount_allocations: str


@lru_cache(maxsize=64)
def _paths(number: int) -> Paths:
    return Paths(*(f"line_items[{number}].{name}" for name in Paths._fields))


def _line(line: LineItem, currency: str, taxes_included: bool, field: Paths) -> facts.Line:
    quantity = values.count(line.quantity, field.quantity)
    tax = _tax(line, currency, field) if line.tax_lines else 0
    current = quantity if line.current_quantity is None else line.current_quantity
    return facts.Line(
        id=values.identity(line.admin_graphql_api_id, line.id, field.id),
        title=values.text(line.title),
        quantity=quantity,
        current=values.count(current, field.current_quantity),
        net=_net(line, quantity, currency, included=tax if taxes_included else 0, field=field),
        tax=tax,
        gift_card=bool(line.gift_card),
        product=values.optional_identity(None, line.product_id, field.product_id),
        variant=values.optional_identity(None, line.variant_id, field.variant_id),
        vendor=values.text(line.vendor),
        sku=values.text(line.sku),
    )


def _tax(line: LineItem, currency: str, field: Paths) -> int:
    tax = sum(
        values.amount(found.price_set, found.price, currency, field.tax_lines)
        for found in line.tax_lines or ()
    )
    if tax > values.MOST:
        raise Unreadable(f"{field.tax_lines}: is more than any shop sells")
    return tax


def _net(line: LineItem, quantity: int, currency: str, *, included: int, field: Paths) -> int:
    """What the shopper pays for the goods of this line: after discounts, without tax."""
    price = values.amount(line.price_set, line.price, currency, field.price_set)
    discounts = 0
    for found in line.discount_allocations or ():
        discounts += values.amount(found.amount_set, found.amount, currency, field.discount_allocations)
    net = max(0, quantity * price - discounts - included)
    if net > values.MOST:
        raise Unreadable(f"{field.price_set}: is more than any shop sells")
    return net
