"""Law I4: the same request sent again is answered as before, and does nothing.

The answer is written in the transaction of the deed, under a lock that a second request does not wait for.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from loyalty.api.models import Answer
from loyalty.api.problems import Busy, OtherBody, Refused
from loyalty.ledger.posting import MemberMoved
from loyalty.shops.models import Shop

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
TRIES = 3
KEPT = timedelta(hours=48)
SHAPE = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed."""

    status: int
    body: dict[str, Any]


def once(
    *,
    request: Request,
    shop: Shop,
    route: str,
    member_id: int | None,
    now: datetime,
    deed: Callable[[str], Done],
) -> Response:
    """Runs the deed, or answers what it answered before. It is given a business key of at most 68 characters.

    A deed that raises Refused did nothing, and that is the answer from then on; after any other error nothing is
    remembered. Raises ValidationError without a usable header, Busy and OtherBody.
    """
    key, fingerprint = key_of(request), _fingerprint(request)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                before = _before(shop, route, key, fingerprint)
                if before is not None:
                    return Response(before.body, before.status, headers={REPLAYED: "true"})
                done = _do(deed, business_key(route, key))
                answer = Answer(
                    shop=shop, route=route, key=key, fingerprint=fingerprint, member_id=member_id, at=now
                )
                _keep(answer, done)
                return Response(answer.body, answer.status)
        except (MemberMoved, OperationalError):  # a merge or a deadlock: the next attempt sees it done
            if attempt == TRIES - 1:
                raise
    raise Busy


def _before(shop: Shop, route: str, key: str, fingerprint: bytes) -> Answer | None:
    """What was answered before; from here on nobody else is at it. Raises Busy and OtherBody."""
    if not _mine(shop, route, key):
        raise Busy
    before = Answer.objects.filter(shop=shop, route=route, key=key).first()
    if before is not None and bytes(before.fingerprint) != fingerprint:
        raise OtherBody
    return before


def _keep(answer: Answer, done: Done) -> None:
    """As it goes over the wire: sent again, it is the same to the letter."""
    answer.status, answer.body = done.status, json.loads(json.dumps(done.body, cls=JSONEncoder))
    answer.save()


def business_key(route: str, key: str) -> str:
    """What the books know the deed by, long after the answer is forgotten."""
    return f"api:{hashlib.sha256(f'{route} {key}'.encode()).hexdigest()}"


def _do(deed: Callable[[str], Done], key: str) -> Done:
    try:
        with transaction.atomic():
            return deed(key)
    except Refused as refused:
        return Done(refused.status_code, problem(refused))


def problem(refused: APIException) -> dict[str, Any]:
    """A refusal as all errors of this API are written."""
    detail = refused.get_full_details()
    error = {"code": detail["code"], "detail": detail["message"], "attr": None}  # type: ignore[call-overload]
    return {"type": "client_error", "errors": [error]}


def key_of(request: Request) -> str:
    """What the header says. Raises ValidationError."""
    key = request.headers.get(HEADER, "")
    if not SHAPE.fullmatch(key):
        wrong = (
            "Send one to 255 visible ASCII characters in this header." if key else "This header is required."
        )
        raise ValidationError({HEADER: [wrong]}, code="invalid" if key else "required")
    return key


def _fingerprint(request: Request) -> bytes:
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.path}\n{body}".encode()).digest()


def _mine(shop: Shop, route: str, key: str) -> bool:
    """Until the transaction ends; False while another request has it."""
    lock = hashlib.sha256(f"api\0{shop.pk}\0{route}\0{key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(lock[:8], "big", signed=True)])
        return bool(cursor.fetchone()[0])
