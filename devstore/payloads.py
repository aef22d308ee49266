"""Orders as the platform writes them into webhooks (REST shape, 2026-07 and later)."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from devstore import money, totals
from devstore.payloads_customer import customer_of_order
from devstore.state import Allocation, Application, Line, Order, Shipping, Shop, Tax, Transaction
from devstore.world import World

Json = dict[str, Any]


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def stamp(shop: Shop, moment: datetime | None) -> str | None:
    return moment.astimezone(ZoneInfo(shop.timezone)).isoformat(timespec="seconds") if moment else None


def presented(order: Order, minor: int) -> str:
    """In the currency the shopper saw."""
    currency = order.presentment_currency or order.currency
    shift = money.exponent(currency) - money.exponent(order.currency)
    return money.text(money.share(minor, Decimal(order.presentment_rate).scaleb(shift), 1), currency)


def money_set(order: Order, minor: int) -> Json:
    return {
        "shop_money": {"amount": money.text(minor, order.currency), "currency_code": order.currency},
        "presentment_money": {
            "amount": presented(order, minor),
            "currency_code": order.presentment_currency or order.currency,
        },
    }


def tax_line(order: Order, tax: Tax) -> Json:
    return {
        "channel_liable": False,
        "price": money.text(tax.price, order.currency),
        "price_set": money_set(order, tax.price),
        "rate": float(tax.rate),
        "title": tax.title,
    }


def tax_lines(order: Order) -> list[Json]:
    """One entry per kind of tax, as the order's own summary has it."""
    sums: dict[tuple[str, str], int] = {}
    for tax in [
        *(t for line in order.lines for t in line.taxes),
        *(t for s in order.shipping for t in s.taxes),
    ]:
        sums[tax.title, tax.rate] = sums.get((tax.title, tax.rate), 0) + tax.price
    return [tax_line(order, Tax(title=t, rate=r, price=price)) for (t, r), price in sums.items()]


def allocation(order: Order, given: Allocation) -> Json:
    return {
        "amount": money.text(given.amount, order.currency),
        "amount_set": money_set(order, given.amount),
        "discount_application_index": given.application,
    }


def line_item(order: Order, line: Line) -> Json:
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": line.current_quantity,
        "fulfillable_quantity": max(0, line.current_quantity - line.fulfilled),
        "fulfillment_service": "gift_card" if line.gift_card else "manual",
        "fulfillment_status": "fulfilled" if line.fulfilled else None,
        "gift_card": line.gift_card,
        "grams": line.grams,
        "name": line.title,
        "price": money.text(line.price, order.currency),
        "price_set": money_set(order, line.price),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": line.properties,
        "quantity": line.quantity,
        "requires_shipping": not line.gift_card,
        "sales_line_item_group_id": None,
        "sku": line.sku,
        "taxable": line.taxable,
        "title": line.title,
        # the platform keeps this at zero for discounts of the whole order; the truth is in the allocations
        "total_discount": money.text(0, order.currency),
        "total_discount_set": money_set(order, 0),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": None,
        "vendor": line.vendor,
        "tax_lines": [tax_line(order, t) for t in line.taxes],
        "duties": [],
        "discount_allocations": [allocation(order, a) for a in line.allocations],
    }


def shipping_line(order: Order, parcel: Shipping) -> Json:
    return {
        "id": parcel.id,
        "carrier_identifier": None,
        "code": parcel.title,
        "current_discounted_price_set": money_set(order, parcel.net - sum(r.shipping for r in order.refunds)),
        "discounted_price": money.text(parcel.net, order.currency),
        "discounted_price_set": money_set(order, parcel.net),
        "is_removed": False,
        "phone": None,
        "price": money.text(parcel.price, order.currency),
        "price_set": money_set(order, parcel.price),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": parcel.title,
        "tax_lines": [tax_line(order, t) for t in parcel.taxes],
        "discount_allocations": [allocation(order, a) for a in parcel.allocations],
    }


def application(given: Application) -> Json:
    named = {"code": given.title} if given.kind == "discount_code" else {"title": given.title}
    return {
        "target_type": given.target_type,
        "type": given.kind,
        "value": given.value,
        "value_type": given.value_type,
        "allocation_method": given.allocation_method,
        "target_selection": given.target_selection,
        **named,
    }


def discount_codes(order: Order) -> list[Json]:
    return [
        {
            "code": given.title,
            "amount": money.text(_allocated(order, index), order.currency),
            "type": "shipping" if given.target_type == "shipping_line" else given.value_type,
        }
        for index, given in enumerate(order.applications)
        if given.kind == "discount_code"
    ]


def _allocated(order: Order, index: int) -> int:
    given = [
        *(a for line in order.lines for a in line.allocations),
        *(a for s in order.shipping for a in s.allocations),
    ]
    return sum(a.amount for a in given if a.application == index)


def transaction(shop: Shop, order: Order, paid: Transaction) -> Json:
    return {
        "id": paid.id,
        "order_id": order.id,
        "kind": paid.kind,
        "gateway": paid.gateway,
        "status": "success",
        "message": None,
        "created_at": stamp(shop, paid.created_at),
        "test": order.test,
        "authorization": None,
        "location_id": None,
        "user_id": None,
        "parent_id": paid.parent_id,
        "processed_at": stamp(shop, paid.created_at),
        "device_id": None,
        "error_code": None,
        "source_name": order.source_name,
        "receipt": {},
        "amount": money.text(paid.amount, order.currency),
        "currency": order.currency,
        "payment_id": f"{order.name}.{paid.id % 1000}",
        "total_unsettled_set": {
            "presentment_money": {"amount": "0.0", "currency": order.presentment_currency or order.currency},
            "shop_money": {"amount": "0.0", "currency": order.currency},
        },
        "manual_payment_gateway": paid.gateway == "manual",
        "amount_rounding": None,
        "admin_graphql_api_id": gid("OrderTransaction", paid.id),
    }


def address(order: Order) -> Json | None:
    if not order.address:
        return None
    given = order.address
    first, _, last = given.get("name", "").partition(" ")
    return {
        "first_name": first or None,
        "address1": given.get("address1"),
        "phone": given.get("phone"),
        "city": given.get("city"),
        "zip": given.get("zip"),
        "province": given.get("province"),
        "country": given.get("country", "United States"),
        "last_name": last or None,
        "address2": given.get("address2"),
        "company": None,
        "latitude": None,
        "longitude": None,
        "name": given.get("name"),
        "country_code": given.get("country_code", "US"),
        "province_code": given.get("province_code"),
    }


def both(order: Order, name: str, minor: int) -> Json:
    return {name: money.text(minor, order.currency), f"{name}_set": money_set(order, minor)}


def sums(order: Order) -> Json:
    placed, now = totals.as_placed(order), totals.as_it_stands(order)
    return {
        "current_shipping_price_set": money_set(order, now.shipping),
        **both(order, "current_subtotal_price", now.subtotal),
        "current_total_additional_fees_set": None,
        **both(order, "current_total_discounts", now.discounts),
        "current_total_duties_set": None,
        **both(order, "current_total_price", now.total),
        **both(order, "current_total_tax", now.tax),
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        **both(order, "subtotal_price", placed.subtotal),
        "total_cash_rounding_payment_adjustment_set": money_set(order, 0),
        "total_cash_rounding_refund_adjustment_set": money_set(order, 0),
        **both(order, "total_discounts", placed.discounts + sum(s.price - s.net for s in order.shipping)),
        **both(order, "total_line_items_price", placed.goods),
        "total_outstanding": money.text(totals.outstanding(order), order.currency),
        **both(order, "total_price", placed.total),
        "total_shipping_price_set": money_set(order, sum(s.price for s in order.shipping)),
        **both(order, "total_tax", placed.tax),
        "total_tip_received": money.text(order.tip, order.currency),
        "total_weight": sum(line.grams * line.quantity for line in order.lines),
    }


def customer(world: World, order: Order) -> Json | None:
    return customer_of_order(world, world.shop(order.shop), order)
