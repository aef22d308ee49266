"""Orders, refunds and customers as GraphQL nodes."""

from typing import Any

from devstore import money, totals
from devstore.graphql_money import account_node, accounts
from devstore.graphql_pages import page
from devstore.graphql_parts import (
    Viewer,
    allocation_node,
    bag,
    product_node,
    shipping_node,
    tax_node,
    transaction_node,
    utc,
    variant_node,
)
from devstore.payloads import gid
from devstore.state import Customer, Line, Order, Product, Refund, RefundLine

Json = dict[str, Any]


def order_node(viewer: Viewer, order: Order) -> Json:
    viewer.need("read_orders", "order")
    codes = [a.title for a in order.applications if a.kind == "discount_code"]
    return {
        "id": gid("Order", order.id),
        "legacyResourceId": str(order.id),
        "name": order.name,
        "number": order.number,
        **{f"{name}At": utc(getattr(order, f"{name}_at")) for name in ("created", "updated", "processed")},
        "cancelledAt": utc(order.cancelled_at),
        "cancelReason": (order.cancel_reason or "").upper() or None,
        "closed": order.closed_at is not None,
        "closedAt": utc(order.closed_at),
        "confirmed": True,
        "edited": order.edited,
        "test": order.test,
        "fullyPaid": not totals.outstanding(order),
        "unpaid": not totals.captured(order),
        "displayFinancialStatus": totals.financial_status(order).upper(),
        "displayFulfillmentStatus": "FULFILLED" if order.fulfilled_at else "UNFULFILLED",
        "currencyCode": order.currency,
        "presentmentCurrencyCode": order.presentment_currency or order.currency,
        "taxesIncluded": order.taxes_included,
        "customer": lambda _: _customer_of(viewer, order),
        "email": order.email,
        "note": order.note,
        "tags": order.tags,
        "sourceName": order.source_name,
        "customAttributes": [{"key": a["name"], "value": a["value"]} for a in order.note_attributes],
        "discountCode": codes[0] if codes else None,
        "discountCodes": codes,
        "paymentGatewayNames": sorted({t.gateway for t in order.transactions}),
        **_sums(order),
        "lineItems": lambda _, **a: page(order.lines, lambda line: line_node(viewer, order, line), **a),
        "refunds": lambda _, first=None: [refund_node(viewer, order, r) for r in order.refunds][:first],
        "shippingLines": lambda _, **a: page(order.shipping, lambda s: shipping_node(order, s), **a),
        "taxLines": [tax_node(order, t) for line in order.lines for t in line.taxes],
        "transactions": lambda _, first=None: [
            transaction_node(order, t)
            for t in [*order.transactions, *(t for r in order.refunds for t in r.transactions)]
        ][:first],
    }


def _customer_of(viewer: Viewer, order: Order) -> Json | None:
    viewer.need("read_customers", "customer")
    person = viewer.world.store.of_shop(Customer, order.customer_id, order.shop)
    return customer_node(viewer, person) if person else None


def _sums(order: Order) -> Json:
    placed, now = totals.as_placed(order), totals.as_it_stands(order)
    captured, refunded = totals.captured(order), totals.refunded(order)
    figures = {
        "subtotalPriceSet": placed.subtotal,
        "totalDiscountsSet": placed.discounts + sum(s.price - s.net for s in order.shipping),
        "totalPriceSet": placed.total,
        "totalTaxSet": placed.tax,
        "totalTipReceivedSet": order.tip,
        "totalShippingPriceSet": sum(s.price for s in order.shipping),
        "totalOutstandingSet": totals.outstanding(order),
        "totalReceivedSet": captured,
        "totalRefundedSet": refunded,
        "netPaymentSet": captured - refunded,
        "currentSubtotalPriceSet": now.subtotal,
        "currentShippingPriceSet": now.shipping,
        "currentTotalDiscountsSet": now.discounts,
        "currentTotalPriceSet": now.total,
        "currentTotalTaxSet": now.tax,
    }
    return {name: bag(order, minor) for name, minor in figures.items()}


def line_node(viewer: Viewer, order: Order, line: Line) -> Json:
    product = viewer.world.store.get(Product, line.product_id)
    return {
        "id": gid("LineItem", line.id),
        "title": line.title,
        "name": line.title,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "currentQuantity": line.current_quantity,
        "isGiftCard": line.gift_card,
        "requiresShipping": not line.gift_card,
        "taxable": line.taxable,
        "product": product_node(viewer, product) if product else None,
        "variant": variant_node(product, viewer.shop.currency) if product else None,
        "sellingPlan": line.selling_plan
        and {"name": line.selling_plan, "sellingPlanId": gid("SellingPlan", 1)},
        "customAttributes": [{"key": p["name"], "value": p["value"]} for p in line.properties],
        "originalUnitPriceSet": bag(order, line.price),
        "originalTotalSet": bag(order, line.price * line.quantity),
        "totalDiscountSet": bag(order, line.discount),
        "discountAllocations": [allocation_node(order, a) for a in line.allocations],
        "taxLines": lambda _, first=None: [tax_node(order, t) for t in line.taxes][:first],
    }


def refund_node(viewer: Viewer, order: Order, refund: Refund) -> Json:
    # shipping has its own list; an adjustment here is only ever a discrepancy
    adjustments = [a for a in refund.adjustments if a.kind == "refund_discrepancy"]
    parcels = order.shipping[:1] if refund.shipping else []
    return {
        "id": gid("Refund", refund.id),
        "legacyResourceId": str(refund.id),
        "createdAt": utc(refund.created_at),
        "processedAt": utc(refund.processed_at),
        "updatedAt": utc(refund.created_at),
        "note": refund.note,
        "duties": [],
        "refundLineItems": lambda _, **a: page(
            refund.lines, lambda p: refund_line_node(viewer, order, p), **a
        ),
        "refundShippingLines": lambda _, **a: page(
            parcels,
            lambda s: {
                "id": gid("RefundShippingLine", refund.id + 1),
                "shippingLine": shipping_node(order, s),
                "subtotalAmountSet": bag(order, refund.shipping),
                "taxAmountSet": bag(order, refund.shipping_tax),
            },
            **a,
        ),
        "orderAdjustments": lambda _, **a: page(
            adjustments,
            lambda d: {
                "id": gid("OrderAdjustment", d.id),
                "amountSet": bag(order, d.amount),
                "reason": d.reason.upper().replace(" ", "_"),
                "taxAmountSet": bag(order, d.tax),
            },
            **a,
        ),
        "transactions": lambda _, **a: page(refund.transactions, lambda t: transaction_node(order, t), **a),
        "totalRefundedSet": bag(order, sum(t.amount for t in refund.transactions)),
    }


def refund_line_node(viewer: Viewer, order: Order, part: RefundLine) -> Json:
    line = next(line for line in order.lines if line.id == part.line_id)
    return {
        "id": gid("RefundLineItem", part.id),
        "lineItem": line_node(viewer, order, line),
        "quantity": part.quantity,
        "restockType": part.restock_type.upper(),
        "restocked": part.restock_type != "no_restock",
        "priceSet": bag(order, line.price),
        "subtotalSet": bag(order, part.subtotal),
        "totalTaxSet": bag(order, part.tax),
    }


def _address(person: Customer) -> Json | None:
    if not person.email:
        return None
    state = "SUBSCRIBED" if person.marketing else "NOT_SUBSCRIBED"
    return {"emailAddress": person.email, "marketingState": state}


def customer_node(viewer: Viewer, person: Customer) -> Json:
    viewer.need("read_customers", "customer")
    currency = viewer.shop.currency

    # asked for by hundreds of orders at once, so looked up only when a query wants it
    def mine() -> list[Order]:
        return [o for o in viewer.world.store.all(Order, person.shop) if o.customer_id == person.id]

    return {
        "id": gid("Customer", person.id),
        "legacyResourceId": str(person.id),
        "displayName": person.name,
        "firstName": person.first_name or None,
        "lastName": person.last_name or None,
        "defaultEmailAddress": _address(person),
        "state": person.state.upper(),
        "verifiedEmail": person.verified_email,
        "locale": person.locale or viewer.shop.locale,
        "note": person.note,
        "tags": person.tags,
        "numberOfOrders": lambda _: str(len(mine())),
        "amountSpent": lambda _: {
            "amount": money.text(sum(totals.refundable(o) for o in mine()), currency),
            "currencyCode": currency,
        },
        "createdAt": utc(person.created_at),
        "updatedAt": utc(person.updated_at),
        "storeCreditAccounts": lambda _, query=None, **a: page(
            accounts(viewer, person, query), lambda one: account_node(viewer, one), **a
        ),
        "orders": lambda _, query=None, sortKey="ID", **a: page(  # noqa: N803
            mine(), lambda o: order_node(viewer, o), **a
        ),
    }
