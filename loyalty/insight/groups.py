"""Which lines of a history have to do with each other: a member's and their orders', by everything that names them.

Names that might mean the same are taken to: too large a group only costs time.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from loyalty.common.email import plain
from loyalty.engine.known import Known
from loyalty.insight.history import UNNAMED, names_in
from loyalty.insight.lines import Line, Stamp, decoded

Id = int | str | None
Named = Sequence[int]  # a number for each name; 0 names nobody
ORDER, CUSTOMER = (
    (1, "gid://shopify/Order/"),
    (2, "gid://shopify/Customer/"),
)  # how their numbers end, their gids begin
NAMELESS = (*UNNAMED, "activity", "redeem")
EVERYBODY = 255  # the share of a line that all must hear
_ID = re.compile(r"(?:gid://shopify/[A-Za-z]+/)?([0-9]{1,20})(?:\?.*)?", re.ASCII)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_LINE = msgspec.json.Decoder(Line)
LONG = 20  # digits


class Customer(msgspec.Struct, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    email: str | None = None


class Consent(msgspec.Struct, frozen=True):
    customer_id: Id = None


class Order(msgspec.Struct, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    email: str | None = None
    customer: Customer | None = None


class Refund(msgspec.Struct, frozen=True):
    order_id: Id = None


class Merge(msgspec.Struct, frozen=True):
    admin_graphql_api_customer_kept_id: str | None = None
    admin_graphql_api_customer_deleted_id: str | None = None


class Request(msgspec.Struct, frozen=True):
    customer: Customer | None = None


class Data(msgspec.Struct, frozen=True):
    advocate: str = ""
    order: str = ""


class Deed(msgspec.Struct, frozen=True):
    member: str = ""
    key: str = ""
    data: Data | None = None


class Names(msgspec.Struct, frozen=True, gc=False):
    """All keys by which orders, refunds and deeds name anything."""

    id: Id = None
    admin_graphql_api_id: str | None = None
    email: str | None = None
    customer: Customer | None = None
    order_id: Id = None
    member: str = ""
    key: str = ""
    data: Data | None = None


class Told(Stamp, frozen=True, gc=False, kw_only=True):
    """A line as nearly all are: understood at one reading."""

    topic: str
    payload: Names
    webhook_id: str | None = None


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


class Groups:
    """Lines of a file, in the order in which they are heard. `first_domain`: the shop as the earliest names it."""

    def __init__(self) -> None:
        self._by_name: dict[int, int] = {}  # hashes of names: two that have the same are taken for one
        self._joined = array("L", [0])  # 0 is whatever names nobody
        self._lines = array("L")
        self._to_all: set[int] = set()
        self._domain_at: datetime | None = None
        self.first_domain = ""

    def understand(self, raw: bytes) -> Told | None:
        """The line, where it is one of those that are quickly understood."""
        try:
            told = _TOLD(raw)
        except (ValueError, RecursionError):
            return None
        return told if _QUICK[told.topic] else None

    def hear(self, raw: bytes, told: Told | None) -> None:
        """One more line of the file."""
        if told is None:
            self._hear_slowly(raw)
        elif told.webhook_id:
            found = _QUICK[told.topic](told.payload)
            self._put((hash(("webhook", told.topic, told.webhook_id)), *found))
        else:
            self._put(_QUICK[told.topic](told.payload))

    def _hear_slowly(self, raw: bytes) -> None:
        try:
            line = decoded(_LINE, raw)
        except ValueError:
            self._lines.append(0)
            return
        if line.topic.startswith("shop/"):
            self._to_all.add(len(self._lines))
        if not line.topic.startswith(NAMELESS):
            self._hear_domain(line)
        self._put(tuple(names(line)))

    def _put(self, found: Named) -> None:
        """A line that names all these."""
        group, known = 0, self._by_name
        for name in found:
            if name:
                other = known.get(name)
                if other is None:
                    group = known[name] = group or self._begin()
                elif other != group:
                    group = self._join(group, other)
        self._lines.append(group)

    def shares(self, least: int) -> bytearray:
        """The share of each line, 0 or 1, about as many lines in each; none where one would have fewer than `least`."""
        sizes: dict[int, int] = {}
        for group in self._lines:
            root = self._root(group)
            sizes[root] = sizes.get(root, 0) + 1
        many, share = [sizes.pop(0, 0), 0], {0: 0}
        for root, size in sorted(sizes.items(), key=lambda one: -one[1]):
            fewer = many.index(min(many))
            share[root] = fewer
            many[fewer] += size
        if min(many) < least:
            return bytearray()
        found = bytearray(share[self._root(group)] for group in self._lines)
        for place in self._to_all:
            found[place] = EVERYBODY
        return found

    def _hear_domain(self, line: Line) -> None:
        if self._domain_at is None or line.triggered_at < self._domain_at:
            domain = names_in(bytes(line.payload)).domain
            if domain:
                self.first_domain, self._domain_at = domain, line.triggered_at

    def _begin(self) -> int:
        self._joined.append(len(self._joined))
        return len(self._joined) - 1

    def _root(self, group: int) -> int:
        joined = self._joined
        while joined[group] != group:
            joined[group] = group = joined[joined[group]]
        return group

    def _join(self, group: int, other: int) -> int:
        other = self._root(other)
        if group:
            self._joined[self._root(group)] = other
        return other


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
