"""Whole orders, refunds and edits for webhooks."""

from typing import Any

from devstore import money, payloads, totals
from devstore.payloads import gid, money_set, stamp
from devstore.state import Line, Order, Refund, RefundLine, Shop
from devstore.world import World

Json = dict[str, Any]


def order(world: World, made: Order) -> Json:
    shop = world.shop(made.shop)
    address = payloads.address(made)
    return {
        "id": made.id,
        "admin_graphql_api_id": gid("Order", made.id),
        **_header(shop, made),
        **payloads.sums(made),
        "discount_codes": payloads.discount_codes(made),
        "tax_lines": payloads.tax_lines(made),
        "billing_address": address,
        "customer": payloads.customer(world, made),
        "discount_applications": [payloads.application(a) for a in made.applications],
        "fulfillments": _fulfillments(shop, made),
        "line_items": [payloads.line_item(made, line) for line in made.lines],
        "payment_terms": None,
        "refunds": [refund(shop, made, r) for r in made.refunds],
        "shipping_address": address,
        "shipping_lines": [payloads.shipping_line(made, s) for s in made.shipping],
        "returns": [],
        "line_item_groups": [],
    }


def _header(shop: Shop, made: Order) -> Json:
    return {
        "app_id": 580111,
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cancel_reason": made.cancel_reason,
        "cancelled_at": stamp(shop, made.cancelled_at),
        "cart_token": None,
        "checkout_token": made.token,
        "client_details": None,
        "closed_at": stamp(shop, made.closed_at),
        "confirmation_number": made.token[:9].upper(),
        "confirmed": True,
        "contact_email": made.email,
        "created_at": stamp(shop, made.created_at),
        "currency": made.currency,
        "customer_locale": shop.locale,
        "device_id": None,
        "duties_included": False,
        "email": made.email or "",
        "estimated_taxes": False,
        "financial_status": totals.financial_status(made),
        "fulfillment_status": totals.fulfillment_status(made),
        "landing_site": made.landing_site,
        "landing_site_ref": None,
        "location_id": None,
        "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
        "merchant_of_record_app_id": None,
        "name": made.name,
        "note": made.note,
        "note_attributes": made.note_attributes,
        "number": made.number - 1000,
        "order_number": made.number,
        "order_status_url": f"https://{shop.domain}/orders/{made.token}",
        "payment_gateway_names": sorted({t.gateway for t in made.transactions}),
        "phone": None,
        "po_number": None,
        "presentment_currency": made.presentment_currency or made.currency,
        "processed_at": stamp(shop, made.processed_at),
        "reference": None,
        "referring_site": None,
        "source_identifier": None,
        "source_name": made.source_name,
        "source_url": None,
        "tags": ", ".join(made.tags),
        "tax_exempt": False,
        "taxes_included": made.taxes_included,
        "test": made.test,
        "token": made.token,
        "updated_at": stamp(shop, made.updated_at),
        "user_id": None,
    }


def _fulfillments(shop: Shop, made: Order) -> list[Json]:
    if not made.fulfilled_at:
        return []
    return [
        {
            "id": made.fulfillment_id,
            "admin_graphql_api_id": gid("Fulfillment", made.fulfillment_id),
            "created_at": stamp(shop, made.fulfilled_at),
            "location_id": None,
            "name": f"{made.name}.1",
            "order_id": made.id,
            "origin_address": {},
            "receipt": {},
            "service": "manual",
            "shipment_status": None,
            "status": "success",
            "tracking_company": None,
            "tracking_number": None,
            "tracking_numbers": [],
            "tracking_url": None,
            "tracking_urls": [],
            "updated_at": stamp(shop, made.fulfilled_at),
            "line_items": [payloads.line_item(made, line) for line in made.lines if line.fulfilled],
        }
    ]


def refund(shop: Shop, made: Order, given: Refund) -> Json:
    return {
        "id": given.id,
        "order_id": made.id,
        "created_at": stamp(shop, given.created_at),
        "note": given.note,
        "user_id": None,
        "processed_at": stamp(shop, given.processed_at),
        "duties": [],
        "total_duties_set": money_set(made, 0),
        "return": None,
        "refund_shipping_lines": _refund_shipping(made, given),
        "restock": given.restock,
        "admin_graphql_api_id": gid("Refund", given.id),
        "order_adjustments": _adjustments(made, given),
        "refund_line_items": [refund_line(made, part) for part in given.lines],
        "transactions": [payloads.transaction(shop, made, t) for t in given.transactions],
    }


def _adjustments(made: Order, given: Refund) -> list[Json]:
    return [
        {
            "id": a.id,
            "order_id": made.id,
            "refund_id": given.id,
            "amount": money.text(a.amount, made.currency),
            "amount_set": money_set(made, a.amount),
            "kind": a.kind,
            "reason": a.reason,
            "tax_amount": money.text(a.tax, made.currency),
            "tax_amount_set": money_set(made, a.tax),
        }
        for a in given.adjustments
    ]


def _refund_shipping(made: Order, given: Refund) -> list[Json]:
    if not given.shipping or not made.shipping:
        return []
    return [
        {
            "id": given.id + 1,
            "shipping_line": payloads.shipping_line(made, made.shipping[0]),
            "shipping_line_id": made.shipping[0].id,
            "subtotal_amount_set": money_set(made, given.shipping),
            "tax_amount_set": money_set(made, given.shipping_tax),
        }
    ]


def refund_line(made: Order, part: RefundLine) -> Json:
    line = next(line for line in made.lines if line.id == part.line_id)
    return {
        "id": part.id,
        "quantity": part.quantity,
        "line_item_id": part.line_id,
        "location_id": None,
        "restock_type": part.restock_type,
        # the platform really writes numbers here and text in the sets
        "subtotal": float(money.text(part.subtotal, made.currency)),
        "total_tax": float(money.text(part.tax, made.currency)),
        "subtotal_set": money_set(made, part.subtotal),
        "total_tax_set": money_set(made, part.tax),
        "line_item": _line_in_refund(made, line),
    }


def _line_in_refund(made: Order, line: Line) -> Json:
    written = payloads.line_item(made, line)
    for absent in ("attributed_staffs", "current_quantity", "sales_line_item_group_id"):
        written.pop(absent)
    return written


def edited(
    shop: Shop, made: Order, *, edit_id: int, added: dict[int, int], removed: dict[int, int], note: str
) -> Json:
    """`added` and `removed`: line id -> by how many."""
    return {
        "order_edit": {
            "id": edit_id,
            "app_id": None,
            "created_at": stamp(shop, made.updated_at),
            "committed_at": stamp(shop, made.updated_at),
            "notify_customer": False,
            "order_id": made.id,
            "staff_note": note,
            "user_id": None,
            "line_items": {
                "additions": [{"id": key, "delta": delta} for key, delta in added.items()],
                "removals": [{"id": key, "delta": delta} for key, delta in removed.items()],
            },
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }
