"""The webhook door: signed bytes in, a row, 2xx. It stands before Django: no middleware, no parsing."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from loyalty.inbox import unknown
from loyalty.inbox.reasons import LONGEST, plain
from loyalty.inbox.receive import Arrival, Unavailable, UnknownShop, receive
from loyalty.platforms.shopify.signatures import webhook_is_genuine

PATH = "/webhooks/shopify"
HEADERS = (
    "Topic",
    "Shop-Domain",
    "API-Version",
    "Webhook-Id",
    "Event-Id",
    "Triggered-At",
    "Name",
    "Sub-Topic",
    "Test",
)
PIECE = 1 << 16
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{43}=", re.ASCII)

Environ = Mapping[str, Any]
Answer = Callable[[str, list[tuple[str, str]]], object]


class TooLarge(Exception):
    """More bytes than we are willing to hold."""


def before(django: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The WSGI application with this door in front of it."""

    def application(environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return django(environ, start_response)
        status = answer(environ, now=datetime.now(UTC))
        start_response(f"{status.value} {status.phrase}", [("Content-Length", "0"), *_more(status)])
        return ()

    return application


@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    """The same door for servers that were not given `before`, such as Django's test client."""
    status = answer(request.META, now=datetime.now(UTC))
    return HttpResponse(status=status, headers=dict(_more(status)))


def _more(status: HTTPStatus) -> list[tuple[str, str]]:
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return [("Allow", "POST")]
    return [("Retry-After", "60")] if status == HTTPStatus.TOO_MANY_REQUESTS else []


def answer(environ: Environ, *, now: datetime) -> HTTPStatus:
    """Works one request of any method and content; never raises for what is in it."""
    if environ["REQUEST_METHOD"] != "POST":
        return HTTPStatus.METHOD_NOT_ALLOWED
    if not _SIGNATURE.fullmatch(_header(environ, "Hmac-Sha256")):
        return HTTPStatus.UNAUTHORIZED
    try:
        body = _body(environ)
    except TooLarge:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    except OSError:
        return HTTPStatus.BAD_REQUEST  # the sender hung up or lied about the length
    if not webhook_is_genuine(body=body, headers={"X-Shopify-Hmac-Sha256": _header(environ, "Hmac-Sha256")}):
        return HTTPStatus.UNAUTHORIZED
    return _received(_arrival(environ, body), now)


def _received(arrival: Arrival, now: datetime) -> HTTPStatus:
    if unknown.rests(arrival.shop_domain, now=now):
        return HTTPStatus.TOO_MANY_REQUESTS
    try:
        receive(arrival=arrival, now=now)
    except Unavailable:
        return HTTPStatus.SERVICE_UNAVAILABLE
    except UnknownShop:
        unknown.count(arrival.shop_domain, now=now)
    return HTTPStatus.OK


def _header(environ: Environ, name: str) -> str:
    """A header of either family, as text that the database takes."""
    key = name.upper().replace("-", "_")
    raw = environ.get(f"HTTP_X_SHOPIFY_{key}") or environ.get(f"HTTP_SHOPIFY_{key}") or ""
    if raw.isascii() and raw.isprintable() and len(raw) <= LONGEST:
        return str(raw)
    return plain(raw.encode("latin-1", "replace").decode("utf-8", "replace"))


def _body(environ: Environ) -> bytes:
    """All of the body. Raises TooLarge before reading when the length is told, else as soon as it shows."""
    told = environ.get("CONTENT_LENGTH") or ""
    if told.isdecimal():
        return _read(environ, int(told))
    return _read(environ, None) if environ.get("HTTP_TRANSFER_ENCODING") else b""


def _read(environ: Environ, length: int | None) -> bytes:
    limit: int = settings.INBOX_REFUSED_ABOVE
    if length is not None and length > limit:
        raise TooLarge
    pieces, missing = [], limit + 1 if length is None else length
    while missing > 0 and (piece := environ["wsgi.input"].read(min(PIECE, missing))):
        pieces.append(piece)
        missing -= len(piece)
    if length is None and missing == 0:
        raise TooLarge
    return b"".join(pieces)


def _arrival(environ: Environ, body: bytes) -> Arrival:
    said = {name: value for name in HEADERS if (value := _header(environ, name))}
    topic = said.get("Topic", "")
    return Arrival(
        platform="shopify",
        shop_domain=said.get("Shop-Domain", "").lower()[:255],
        topic=topic[:100],
        delivery_id=_delivery_id(said.get("Webhook-Id", ""), topic, body),
        event_id=said.get("Event-Id", "")[:200],
        triggered_at=_time(said.get("Triggered-At", "")),
        headers=said,
        body=body,
    )


def _delivery_id(told: str, topic: str, body: bytes) -> str:
    """Nothing is lost for want of an id, and nothing is taken for another because its id was cut."""
    if 0 < len(told) <= 200:
        return told
    return "sha256:" + hashlib.sha256(b"\0".join((told.encode(), topic.encode(), body))).hexdigest()


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and 2000 <= at.year < 2200 else None
