"""Refunds: what went back of the goods, apart from tax and shipping."""

from collections.abc import Sequence
from typing import Any

from loyalty.engine import facts
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts import values
from loyalty.platforms.shopify.facts.decode import decode
from loyalty.platforms.shopify.facts.payloads import NOTHING, Adjustment, Refund, Transaction
from loyalty.shops.models import Shop

DISCREPANCY, SHIPPING = "refund_discrepancy", "shipping_refund"
MOST = 5_000


def told_alone(body: bytes, shop: Shop) -> facts.Fact:
    """refunds/create. It does not say whether prices included tax; mostly its own money does."""
    payload = decode(body, Refund)
    order = values.identity(None, payload.order_id, "order_id")
    included = _taxes_were_included(payload, shop.currency)
    if included is None:
        return facts.Ignored(
            reason="This refund does not tell goods from tax; the order's own update tells it again."
        )
    told = refund(payload, currency=shop.currency, taxes_included=included, field="")
    return facts.OrderTold(order=order, refunds=(told,))


def refund(payload: Refund, *, currency: str, taxes_included: bool, field: str) -> facts.Refund:
    """`field` is the path before its keys, such as "refunds[0]."."""
    _few(payload.refund_line_items, f"{field}refund_line_items")
    _few(payload.order_adjustments, f"{field}order_adjustments")
    _few(payload.transactions, f"{field}transactions")
    lines = tuple(_lines(payload, currency, taxes_included=taxes_included, field=field))
    at = values.optional_moment(payload.processed_at, f"{field}processed_at")
    return facts.Refund(
        id=values.identity(payload.admin_graphql_api_id, payload.id, f"{field}id"),
        at=at or values.moment(payload.created_at, f"{field}created_at"),
        lines=lines,
        other=_other(payload, currency, field),
        shipping=_shipping(payload, currency, field),
    )


def _few(found: Sequence[Any] | None, field: str) -> None:
    if found and len(found) > MOST:
        raise Unreadable(f"{field}: has more than {MOST} entries")


def _lines(payload: Refund, currency: str, *, taxes_included: bool, field: str) -> list[facts.RefundLine]:
    told = []
    for number, line in enumerate(payload.refund_line_items or ()):
        at = f"{field}refund_line_items[{number}]."
        gid = line.line_item.admin_graphql_api_id if line.line_item else None
        goods = values.amount(line.subtotal_set, line.subtotal, currency, f"{at}subtotal_set")
        tax = values.optional_amount(line.total_tax_set, line.total_tax, currency, f"{at}total_tax_set")
        told.append(
            facts.RefundLine(
                line=values.identity(gid, line.line_item_id, f"{at}line_item_id"),
                quantity=values.count(line.quantity, f"{at}quantity"),
                amount=max(0, goods - (tax or 0)) if taxes_included else goods,
                tax=tax or 0,
            )
        )
    return told


def _other(payload: Refund, currency: str, field: str) -> int:
    """Goods money without a line. A discrepancy above zero is money kept, such as a restocking fee."""
    if _is_bare(payload, currency, field):
        return sum(_refunded(t, currency, f"{field}transactions") for t in payload.transactions or ())
    return sum(
        max(0, -_adjusted(a, currency, field))
        for a in payload.order_adjustments or ()
        if a.kind == DISCREPANCY
    )


def _is_bare(payload: Refund, currency: str, field: str) -> bool:
    """Nothing but transactions: an amount that somebody typed."""
    duties = values.optional_amount(payload.total_duties_set, NOTHING, currency, f"{field}total_duties_set")
    return not (
        payload.refund_line_items or payload.order_adjustments or payload.refund_shipping_lines or duties
    )


def _refunded(transaction: Transaction, currency: str, field: str) -> int:
    if transaction.kind != "refund" or transaction.status != "success":
        return 0
    if transaction.currency not in (None, currency):
        raise Unreadable(f"{field}: were paid in another currency than the shop's {currency}")
    return values.amount(None, transaction.amount, currency, f"{field}.amount")


def _adjusted(found: Adjustment, currency: str, field: str) -> int:
    return values.amount(found.amount_set, found.amount, currency, f"{field}order_adjustments", signed=True)


def _shipping(payload: Refund, currency: str, field: str) -> int:
    """Older stores write shipping as an adjustment, newer ones as lines."""
    adjusted = [a for a in payload.order_adjustments or () if a.kind == SHIPPING]
    if adjusted:
        return sum(max(0, -_adjusted(a, currency, field)) for a in adjusted)
    return sum(
        values.optional_amount(s.subtotal_amount_set, NOTHING, currency, f"{field}refund_shipping_lines") or 0
        for s in payload.refund_shipping_lines or ()
    )


def _taxes_were_included(payload: Refund, currency: str) -> bool | None:
    """From the refund's own sum: money paid + discrepancies = goods + shipping (+ tax, when it came on top).

    None when neither reading adds up, as for money not yet paid back.
    """
    lines = payload.refund_line_items or ()
    goods = sum(values.amount(n.subtotal_set, n.subtotal, currency, "subtotal_set") for n in lines)
    taxes = [values.optional_amount(n.total_tax_set, n.total_tax, currency, "total_tax_set") for n in lines]
    tax = sum(t or 0 for t in taxes)
    if not tax:
        return False
    adjustments = payload.order_adjustments or ()
    discrepancies = sum(_adjusted(a, currency, "") for a in adjustments if a.kind == DISCREPANCY)
    duties = values.optional_amount(payload.total_duties_set, NOTHING, currency, "total_duties_set") or 0
    paid = sum(_refunded(t, currency, "transactions") for t in payload.transactions or ())
    open_sum = paid + discrepancies - goods - _shipping(payload, currency, "") - duties
    readings = {0: True, tax + _shipping_tax(payload, currency): False}
    return readings.get(open_sum)


def _shipping_tax(payload: Refund, currency: str) -> int:
    adjusted = [a for a in payload.order_adjustments or () if a.kind == SHIPPING]
    if adjusted:
        field = "order_adjustments"
        taxes = (
            values.optional_amount(a.tax_amount_set, a.tax_amount, currency, field, signed=True)
            for a in adjusted
        )
        return -sum(t or 0 for t in taxes)
    lines = payload.refund_shipping_lines or ()
    return sum(
        values.optional_amount(s.tax_amount_set, NOTHING, currency, "refund_shipping_lines") or 0
        for s in lines
    )
