"""Single values of a payload, each with the field it came from for the merchant to read."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache

from msgspec import Raw

from loyalty.common import money
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts.payloads import NOTHING, Id, MoneySet

LONGEST = 200
MOST_WORDS = 250  # as many tags as the platform lets a product have
MOST_ID = 2**63
MOST = 10**15  # minor units; more than any shop sells
EMAIL_LIMIT = 320
FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(2100, 1, 1, tzinfo=UTC)

_GID = re.compile(r"gid://shopify/[A-Za-z]+/([0-9]{1,20})(?:\?.*)?", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,20}", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def text(value: str | None, limit: int = LONGEST) -> str:
    """Without what PostgreSQL refuses in JSON, and never longer than `limit`."""
    if not value:
        return ""
    if value.isascii() and "\0" not in value:  # nearly always
        return value[:limit]
    return _NOT_TEXT.sub("", value)[:limit]


def words(found: Collection[str | None] | None, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Short texts that are a set: trimmed, sorted, each once."""
    return _words(tuple(found), most) if found else ()


@lru_cache(maxsize=4096)  # a shop's orders mostly say the same few
def _words(found: tuple[str | None, ...], most: int) -> tuple[str, ...]:
    told = {text(one).strip() for one in found} - {""}
    return tuple(sorted(told)[:most])


def email(value: str | None) -> str:
    """An address, or "" for what is none; cutting one would make it somebody else's."""
    found = text(value, EMAIL_LIMIT + 1).strip()
    return found if "@" in found and len(found) <= EMAIL_LIMIT else ""


def identity(gid: str | None, number: Id, field: str) -> str:
    """The numeric id as text, from the gid where there is one: numbers get rounded on their way."""
    found = optional_identity(gid, number, field)
    if not found:
        raise Unreadable(f"{field}: is missing; resend the webhook from the store")
    return found


def optional_identity(gid: str | None, number: Id, field: str) -> str:
    """As `identity`, but "" where there is none."""
    if gid:
        found = _GID.fullmatch(gid)
        if not found:
            raise Unreadable(f"{field}: {gid[:60]!r} is no id of the platform")
        return _positive(found[1], field)
    if number is None or number == "":
        return ""
    if isinstance(number, int):
        if 0 < number < MOST_ID:  # always, for what a platform sends
            return str(number)
        return _positive("0", field)
    found = _GID.fullmatch(number) or _DIGITS.fullmatch(number)
    if not found:
        raise Unreadable(f"{field}: {number[:60]!r} is no id of the platform")
    return _positive(found[found.re.groups], field)


def _positive(digits: str, field: str) -> str:
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    if not 0 < number < MOST_ID:
        raise Unreadable(f"{field}: is no id the platform could have given")
    return str(number)


def moment(value: str | None, field: str) -> datetime:
    """An aware UTC time between 1970 and 2100."""
    found = optional_moment(value, field)
    if found is None:
        raise Unreadable(f"{field}: is missing; resend the webhook from the store")
    return found


def optional_moment(value: str | None, field: str) -> datetime | None:
    """As `moment`, but None where there is none."""
    if not value:
        return None
    try:
        found = _read_moment(value)
    except (ValueError, OverflowError):
        raise Unreadable(f"{field}: {value!r} is not on the calendar") from None
    if found is None:
        raise Unreadable(f"{field}: {value[:40]!r} is no time with an offset, such as 2026-03-01T12:00:00Z")
    if not FIRST <= found < LAST:
        raise Unreadable(f"{field}: {value!r} is not between 1970 and 2100; correct the store's clock")
    return found


@lru_cache(maxsize=1024)  # an order says the same moment several times
def _read_moment(value: str) -> datetime | None:
    """None for what is no time at all."""
    if not _TIME.fullmatch(value):
        return None
    return datetime.fromisoformat(value.upper()).astimezone(UTC)


def count(value: int, field: str) -> int:
    """A number of pieces."""
    if not 0 <= value <= 1_000_000:
        raise Unreadable(f"{field}: must be between 0 and 1,000,000")
    return value


def amount(both: MoneySet | None, plain: Raw, currency: str, field: str, *, signed: bool = False) -> int:
    """Minor units of the shop's currency, from the set where there is one. Missing is an error."""
    found = optional_amount(both, plain, currency, field, signed=signed)
    if found is None:
        raise Unreadable(f"{field}: is missing; resend the webhook from the store")
    return found


def optional_amount(
    both: MoneySet | None, plain: Raw, currency: str, field: str, *, signed: bool = False
) -> int | None:
    """As `amount`, but None where there is none. The plain key is in shop currency."""
    raw = plain
    if both is not None and both.shop_money is not None:
        code = both.shop_money.currency_code
        if code is not None and code != currency:
            raise Unreadable(f"{field}: is in {text(code, 10)}, but the shop keeps its books in {currency}")
        raw = both.shop_money.amount
    if raw is NOTHING:
        return None
    try:
        found = _amount(bytes(raw), currency)
    except money.NotMoney as bad:
        raise Unreadable(f"{field}: {bad}") from None
    if found is None:
        return None
    if abs(found) > MOST:
        raise Unreadable(f"{field}: is more than any shop sells")
    if found < 0 and not signed:
        raise Unreadable(f"{field}: is negative")
    return found


def nothing(raw: Raw) -> bool:
    return bytes(raw) in (b"", b"null")


@lru_cache(maxsize=16_384)  # a shop's prices are mostly the same ones
def _amount(written: bytes, currency: str) -> int | None:
    """Minor units of the JSON string or number exactly as written; None where nothing is. Raises NotMoney."""
    if written in (b"", b"null"):
        return None
    digits = written[1:-1] if written[:1] == b'"' else written
    return money.minor(digits.decode("utf-8", "replace"), currency)
