"""Everything a line of a history names, as numbers: names that might mean the same are one number."""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from loyalty.common.email import plain
from loyalty.engine.known import Known
from loyalty.insight.line import Line, decoded
from loyalty.insight.naming import Consent, Customer, Deed, Id, Merge, Names, Order, Refund, Request, Told

Named = Sequence[int]  # a number for each name; 0 names nobody
ORDER, CUSTOMER = (
    (1, "gid://shopify/Order/"),
    (2, "gid://shopify/Customer/"),
)  # how their numbers end, their gids begin
_ID = re.compile(r"(?:gid://shopify/[A-Za-z]+/)?([0-9]{1,20})(?:\?.*)?", re.ASCII)
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")
LONG = 20  # digits


def _of_order(told: Order | Names) -> Named:
    number, customer = _named(ORDER, told.admin_graphql_api_id, told.id), told.customer
    if customer is None:
        return number, _email(told.email)
    return number, _named(CUSTOMER, customer.admin_graphql_api_id, customer.id), _email(told.email)


def _of_refund(told: Refund | Names) -> Named:
    return (_named(ORDER, None, told.order_id),)


def _of_customer(told: Customer) -> Named:
    return _named(CUSTOMER, told.admin_graphql_api_id, told.id), _email(told.email)


def _of_consent(told: Consent) -> Named:
    return (_named(CUSTOMER, None, told.customer_id),)


def _of_merge(told: Merge) -> Named:
    return (
        _named(CUSTOMER, told.admin_graphql_api_customer_kept_id, None),
        _named(CUSTOMER, told.admin_graphql_api_customer_deleted_id, None),
    )


def _of_request(told: Request) -> Named:
    if told.customer is None:
        return ()
    return _named(CUSTOMER, None, told.customer.id), _email(told.customer.email)


def _of_deed(told: Deed | Names) -> Named:
    names = (_named(CUSTOMER, told.member, None), hash(("key", told.key)) if told.key else 0)
    if told.data is None:
        return names
    return *names, _named(CUSTOMER, told.data.advocate, None), _named(ORDER, told.data.order, None)


Reading = tuple[msgspec.json.Decoder[object], Callable[..., Named]]
_ORDER: Reading = (msgspec.json.Decoder(Order), _of_order)
_CUSTOMER: Reading = (msgspec.json.Decoder(Customer), _of_customer)
_DEED: Reading = (msgspec.json.Decoder(Deed), _of_deed)
_BY_TOPIC: dict[str, Reading] = {
    "orders": _ORDER,
    "refunds": (msgspec.json.Decoder(Refund), _of_refund),
    "customers": _CUSTOMER,
    "customers_marketing_consent": _CUSTOMER,
    "customers_email_marketing_consent": (msgspec.json.Decoder(Consent), _of_consent),
    "customers/merge": (msgspec.json.Decoder(Merge), _of_merge),
    "customers/redact": (msgspec.json.Decoder(Request), _of_request),
    "customers/data_request": (msgspec.json.Decoder(Request), _of_request),
    "activity": _DEED,
    "redeem": _DEED,
}

_TOLD = msgspec.json.Decoder(Told).decode
_QUICKLY: dict[str, Callable[[Names], Named]] = {
    "orders": _of_order,
    "refunds": _of_refund,
    "activity": _of_deed,
    "redeem": _of_deed,
}
_QUICK = Known(lambda topic: _QUICKLY.get(topic.partition("/")[0]), 1)


def understood(raw: bytes) -> Told | None:
    """The line, where it is one of those that are quickly understood."""
    try:
        told = _TOLD(raw)
    except (ValueError, RecursionError):
        return None
    return told if _QUICK[told.topic] else None


def quick_names(told: Told) -> Named:
    """Everything such a line names."""
    found: Named = _QUICK[told.topic](told.payload)
    return (hash(("webhook", told.topic, told.webhook_id)), *found) if told.webhook_id else found


def names(line: Line) -> Iterator[int]:
    """Everything the line names, 0 among it; nothing for one that no reader will be able to read."""
    if line.webhook_id:
        yield hash(("webhook", line.topic, line.webhook_id))
    reading = _BY_TOPIC.get(line.topic) or _BY_TOPIC.get(line.topic.partition("/")[0])
    if reading is not None:
        decoder, each = reading
        try:
            told = decoded(decoder, bytes(line.payload))
        except (ValueError, RecursionError):
            return
        yield from each(told)


def _named(kind: tuple[int, str], gid: str | None, number: Id) -> int:
    """As the platform's readers know it: by the gid where there is one; what they refuse may be anything."""
    mark, prefix = kind
    if type(number) is int and number > 0 and (gid is None or gid == prefix + str(number)):  # nearly always
        return number << 2 | mark
    told = gid or number
    if isinstance(told, str):
        digits = told[len(prefix) :]
        if not (digits.isdecimal() and len(digits) < LONG and told.isascii() and told.startswith(prefix)):
            found = _ID.fullmatch(told)
            digits = found[1] if found else "0"
        told = int(digits)
    return told << 2 | mark if told else 0


def _email(told: str | None) -> int:
    if not told:
        return 0
    if told.isascii() and "\0" not in told:  # nearly always
        return hash(told.strip().lower())
    return hash(plain(_NOT_TEXT.sub("", told)))
