"""Signed codes for places: what stands in a QR code, and what it says when somebody brings it."""

import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from loyalty.activities.models import PlaceCode
from loyalty.engine.calendar import wall_clock
from loyalty.shops.models import Shop

TOKEN = re.compile(r"([0-9a-f]{1,15})-([0-9a-f]{1,8})-([0-9a-f]{20})", re.ASCII)
Kind = PlaceCode.Kind


class NoCode(ValueError):
    """It proves nothing; `why` is unknown, other_shop, ended, not_yet, over, closed or other_day."""

    def __init__(self, why: str, code: PlaceCode | None = None) -> None:
        super().__init__(why)
        self.why, self.code = why, code


@dataclass(frozen=True, slots=True)
class Found:
    """A code that holds now, and which of its many it is."""

    code: PlaceCode
    serial: int


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def token(code: PlaceCode, serial: int) -> str:
    """What stands in the address; nobody can make one without the secret."""
    return f"{code.pk:x}-{serial:x}-{_sign(code, serial)}"


def serials(code: PlaceCode) -> Iterator[int]:
    """Of all that can be printed: the tickets, the days, or the one poster."""
    if code.kind == Kind.SINGLE:
        yield from range(1, code.count + 1)
    elif code.kind == Kind.DAILY:
        yield from range(code.first.toordinal(), code.last.toordinal() + 1)
    else:
        yield 0


def read(*, shop: Shop, text: str, now: datetime) -> Found:
    """Raises NoCode with the first reason."""
    parts = TOKEN.fullmatch(text)
    number = int(parts[1], 16) if parts else 0
    code = PlaceCode.objects.filter(pk=number).select_related("shop").first() if number < 2**63 else None
    if parts is None or code is None or not hmac.compare_digest(_sign(code, int(parts[2], 16)), parts[3]):
        raise NoCode("unknown")
    if code.shop_id != shop.pk:
        raise NoCode("other_shop")
    found = Found(code, int(parts[2], 16))
    _in_time(found, wall_clock(now, shop.timezone))
    return found


def _in_time(found: Found, local: datetime) -> None:
    code, today = found.code, local.date()
    if code.ended_at is not None:
        raise NoCode("ended", code)
    if code.kind == Kind.DAILY and found.serial != today.toordinal():
        raise NoCode("other_day", code)
    if today < code.first:
        raise NoCode("not_yet", code)
    if today > code.last:
        raise NoCode("over", code)
    if not (code.opens is None or code.opens <= local.time()) or not (
        code.closes is None or local.time() < code.closes
    ):
        raise NoCode("closed", code)


def day_of(serial: int) -> date:
    """Of a daily code."""
    return date.fromordinal(serial)


def _sign(code: PlaceCode, serial: int) -> str:
    message = f"place\0{code.shop_id}\0{code.pk}\0{serial}".encode()
    return hmac.new(code.secret.encode(), message, sha256).hexdigest()[:20]
