"""Orders as stores nearly always write them: every key of one kind, ids with their gids, money in sets, plain text.

The types of what is decoded are as narrow as that, and whatever does not fit is left to the general reading, which
also says what is wrong with it. Of what does fit both say the same.
"""

from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import itemgetter

import msgspec

from loyalty.common import money
from loyalty.engine import facts
from loyalty.engine.known import Known
from loyalty.platforms.shopify.facts import values
from loyalty.platforms.shopify.facts.payloads import NOTHING
from loyalty.platforms.shopify.facts.plain_payloads import CustomerOfOrder, MoneySet, Order

RECURRING = "subscription_contract"  # and what begins with it
PAID = frozenset({"paid", "partially_refunded", "refunded"})
_ORDER, _CUSTOMER, _LINE = (f"gid://shopify/{kind}/" for kind in ("Order", "Customer", "LineItem"))
_LONGEST_ID = 18  # digits: all such numbers are ids
_NO_AMOUNT = -1
# How moments are nearly always written, by length: which marks stand where. Of these shapes the calendar's own reading
# says the same as the general one.
_SHAPES = {
    len(shape): (itemgetter(*places), tuple(shape[place] for place in places))
    for shape, places in (
        ("2026-03-01T12:00:00Z", (4, 7, 10, 13, 16, 19)),
        ("2026-03-01T12:00:00+00:00", (4, 7, 10, 13, 16, 22)),
        ("2026-03-01T12:00:00.000000+00:00", (4, 7, 10, 13, 16, 19, 26, 29)),
    )
}


class _Otherwise(Exception):
    """It is not so plain after all."""


_decode = msgspec.json.Decoder(Order).decode


def plainly_told(body: bytes, currency: str) -> facts.OrderTold | None:
    """The whole order; None for one that the general reading must look at."""
    if not body.isascii() or (
        b"\\" in body and b"\\u" in body
    ):  # then no text holds anything that would have to go
        return None
    try:
        found = _decode(body)
        return _told(found, currency) if _is_plain(found, currency) else None
    except (ValueError, RecursionError, _Otherwise):
        return None


def _is_plain(found: Order, currency: str) -> bool:
    if found.currency != currency or found.refunds or found.cancelled_at:
        return False
    return found.total_tax is NOTHING or found.total_tax_set is not None


def _told(found: Order, currency: str) -> facts.OrderTold:
    amounts, source, codes = _amounts(currency), found.source_name or "", found.discount_codes
    order = str(found.id)
    if found.admin_graphql_api_id != _ORDER + order:
        order = _id_of(found.admin_graphql_api_id, _ORDER)
    updated, placed = _moment(found.updated_at), found.processed_at or found.created_at
    lines, recurring = _lines(found, currency, amounts), source.startswith(RECURRING)
    taxes, ways, shipping, tip = (
        *(found.total_tax_set, found.payment_gateway_names),
        *(found.total_shipping_price_set, found.total_tip_received),
    )
    header = facts.Header(
        order,
        found.name or "",
        updated,
        _moment(placed) if placed and placed != found.updated_at else updated,
        currency,
        lines,
        found.financial_status in PAID,
        False,
        bool(found.test),
        found.confirmed is not False,
        _customer(found.customer) if found.customer else "",
        source,
        values.words(ways) if ways else (),
        _tags(found.tags) if found.tags else (),
        values.words([one.code for one in codes]) if codes else (),
        recurring,
        _in_set(taxes, currency, amounts) if taxes else 0,
        _in_set(shipping, currency, amounts) if shipping else 0,
        0 if tip is None else _positive(amounts[tip]),
    )
    plans = tuple(sorted([line.id for line in lines])) if recurring else ()
    return facts.OrderTold(order=order, header=header, email=_email(found.email), plans=plans)


def _lines(found: Order, currency: str, amounts: Known) -> tuple[facts.Line, ...]:
    told, included = [], found.taxes_included
    for line in found.line_items:
        money_of_one, quantity = line.price_set.shop_money, line.quantity
        price, tax = amounts[money_of_one.amount], 0
        if line.tax_lines:
            tax = sum([_in_set(one.price_set, currency, amounts) for one in line.tax_lines])
        net = price * quantity
        if line.discount_allocations:
            net -= sum([_in_set(one.amount_set, currency, amounts) for one in line.discount_allocations])
        if included:
            net -= tax
        if price < 0 or money_of_one.currency_code != currency or line.has_plan:
            raise _Otherwise
        if net > values.MOST or tax > values.MOST:
            raise _Otherwise
        number, product, variant = str(line.id), line.product_id, line.variant_id
        if line.admin_graphql_api_id != _LINE + number:
            number = _id_of(line.admin_graphql_api_id, _LINE)
        told.append(
            facts.Line(
                number,
                line.title or "",
                quantity,
                line.current_quantity,
                net if net > 0 else 0,
                tax,
                bool(line.gift_card),
                str(product) if product else "",
                str(variant) if variant else "",
                line.vendor or "",
                line.sku or "",
            )
        )
    return tuple(told)


def _id_of(gid: str, prefix: str) -> str:
    digits = gid[len(prefix) :]
    if not (
        gid.startswith(prefix)
        and digits.isdigit()
        and not digits.startswith("0")
        and len(digits) <= _LONGEST_ID
    ):
        raise _Otherwise
    return digits


def _customer(told: CustomerOfOrder) -> str:
    number = str(told.id)
    if told.admin_graphql_api_id != _CUSTOMER + number:
        number = _id_of(told.admin_graphql_api_id, _CUSTOMER)
    return number


def _moment(written: str) -> datetime:
    shape = _SHAPES.get(len(written))
    if shape is None or shape[0](written) != shape[1]:
        return values.moment(written, "at")
    found = datetime.fromisoformat(written)
    if found.tzinfo is not UTC:
        found = found.astimezone(UTC)
    if not values.FIRST <= found < values.LAST:
        raise _Otherwise
    return found


def _email(told: str | None) -> str:
    found = told.strip() if told else ""
    return found if "@" in found else ""


def _in_set(both: MoneySet, currency: str, amounts: Known) -> int:
    if both.shop_money.currency_code != currency:
        raise _Otherwise
    return _positive(amounts[both.shop_money.amount])


def _positive(amount: int) -> int:
    if amount < 0:
        raise _Otherwise
    return amount


@cache
def _amounts(currency: str) -> Known:
    """Minor units by what is written: a shop's prices are mostly the same ones."""

    def read(written: str) -> int:
        try:
            found = money.minor(written, currency)
        except money.NotMoney:
            return _NO_AMOUNT
        return found if 0 <= found <= values.MOST else _NO_AMOUNT

    return Known(read, 100, at_most=16_384)


@lru_cache(maxsize=4096)
def _tags(written: str) -> tuple[str, ...]:
    return values.words(tags(written))


def tags(written: str | None) -> list[str]:
    """Tags as the platform's webhooks write them; none holds a comma."""
    return written.split(",") if written else []
