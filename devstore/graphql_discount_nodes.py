"""Discounts as GraphQL nodes."""

from decimal import Decimal
from typing import Any

from devstore import discounts, money
from devstore.graphql_nodes import customer_node
from devstore.graphql_pages import page
from devstore.graphql_parts import Viewer, utc
from devstore.payloads import gid
from devstore.state import Customer
from devstore.state_discounts import Discount, RedeemCode

Json = dict[str, Any]
_TYPES = {"free_shipping": "DiscountCodeFreeShipping", "bxgy": "DiscountCodeBxgy"}


def discount_node(viewer: Viewer, discount: Discount) -> Json:
    return {
        "__typename": "DiscountCodeNode",
        "id": gid("DiscountCodeNode", discount.id),
        "codeDiscount": lambda _: _body(viewer, discount),
    }


def _body(viewer: Viewer, discount: Discount) -> Json:
    store = viewer.world.store
    return {
        "__typename": _TYPES.get(discount.kind, "DiscountCodeBasic"),
        "appliesOncePerCustomer": discount.once_per_customer,
        "asyncUsageCount": discounts.used(discount),
        "codes": lambda _, query=None, **a: page(_codes(viewer, discount, query), code_node, **a),
        "codesCount": lambda _: {"count": len(discounts.codes_of(store, discount))},
        "combinesWith": {
            f"{name}Discounts": name in discount.combines for name in ("order", "product", "shipping")
        },
        "context": lambda _: _context(viewer, discount),
        "createdAt": utc(discount.created_at),
        "customerGets": {"value": _value(viewer, discount)},
        "discountClasses": [discount.class_.upper()],
        "endsAt": utc(discount.ends_at),
        "minimumRequirement": _minimum(viewer, discount),
        "startsAt": utc(discount.starts_at),
        "status": discount.status(store.now()),
        "title": discount.title,
        "updatedAt": utc(discount.updated_at),
        "usageLimit": discount.limit,
        "usesPerOrderLimit": discount.uses_per_order,
    }


def _codes(viewer: Viewer, discount: Discount, query: str | None) -> list[RedeemCode]:
    asked = (query or "").upper()
    return [one for one in discounts.codes_of(viewer.world.store, discount) if asked in one.code.upper()]


def code_node(one: RedeemCode) -> Json:
    return {"id": gid("DiscountRedeemCode", one.id), "code": one.code, "asyncUsageCount": one.used}


def _context(viewer: Viewer, discount: Discount) -> Json:
    if not discount.customers:
        return {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"}
    there = [viewer.world.store.get(Customer, one) for one in discount.customers]
    people = [customer_node(viewer, one) for one in there if one]
    return {"__typename": "DiscountCustomers", "customers": people}


def _value(viewer: Viewer, discount: Discount) -> Json:
    if discount.kind == "fixed_amount":
        amount = _money(viewer, money.parse(discount.value, viewer.shop.currency))
        return {"__typename": "DiscountAmount", "amount": amount, "appliesOnEachItem": discount.each_item}
    percent = {"__typename": "DiscountPercentage", "percentage": float(Decimal(discount.value) / 100)}
    if discount.kind != "bxgy":
        return percent
    quantity = {"quantity": str(discount.get_quantity)}
    return {"__typename": "DiscountOnQuantity", "effect": percent, "quantity": quantity}


def _money(viewer: Viewer, minor: int) -> Json:
    return {"amount": money.text(minor, viewer.shop.currency), "currencyCode": viewer.shop.currency}


def _minimum(viewer: Viewer, discount: Discount) -> Json | None:
    if not discount.minimum:
        return None
    least = _money(viewer, discount.minimum)
    return {"__typename": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": least}
