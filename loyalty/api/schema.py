"""How operations are described, so that every one of them names all its answers."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.serializers import Serializer

from loyalty.api.fields import Form
from loyalty.api.idempotent import HEADER, REPLAYED
from loyalty.api.scopes import Scope
from loyalty.api.shapes import ErrorsShape

Shape = type[Serializer[Any]]
REFUSALS = {
    400: "Something in the request is not as described; `attr` names it.",
    401: "No usable key came with the request.",
    403: "The key lacks the scope that the error names, or the app is not installed.",
    404: "There is nothing of that name in this shop.",
    406: "Answers are JSON only.",
    409: "Nothing was done: the state of things is against it, or the idempotency key is in use.",
    413: "The body is larger than this address takes: 64 KiB, or 512 KiB for activities.",
    415: "The body is not `application/json`.",
    429: "Too many requests in this minute.",
}


def path_id(name: str, kind: str, text: str) -> OpenApiParameter:
    schema = {"type": "string", "pattern": f"^{kind}_[a-z2-7]{{26}}$"}
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, required=True, description=text)


MEMBER = path_id("member_id", "mem", "A member's id.")
KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="Made by you, once for each thing that is to happen. The same key with the same body is answered as "
    "before and does nothing; with another body it is a 409. Kept for at least 24 hours.",
)


def described(
    name: str,
    title: str,
    *,
    ok: Shape,
    ok_status: tuple[int, ...] = (200,),
    path: OpenApiParameter | None = None,
    query: type[Form] | None = None,
    body: type[Form] | None = None,
    scope: Scope | None = None,
    missing: bool = False,
) -> dict[str, Any]:
    """Arguments for `extend_schema`; `missing`: what the body names may not exist."""
    writes = body is not None
    codes = {401, 403, 406, 429} | ({400} if query or writes else set())
    codes |= ({404} if path or query or missing else set()) | ({409, 413, 415} if writes else set())
    parameters = [one for one in (path, query, KEY if writes else None) if one is not None]
    if writes:
        replayed = OpenApiParameter(
            REPLAYED,
            {"type": "string", "enum": ["true"]},
            OpenApiParameter.HEADER,
            response=list(ok_status),
            description="Only when this is the answer of an earlier request.",
        )
        parameters.append(replayed)
    return {
        "operation_id": name,
        "summary": title,
        "request": body,
        "extensions": {"x-scope": scope and scope.value},
        "parameters": [*parameters, *_headers(codes)],
        "responses": dict.fromkeys(ok_status, ok) | refusals(sorted(codes)),
    }


def refusals(codes: list[int]) -> dict[int, OpenApiResponse]:
    return {code: OpenApiResponse(ErrorsShape, REFUSALS[code]) for code in codes}


def _headers(codes: set[int]) -> list[OpenApiParameter]:
    wait = OpenApiParameter(
        "Retry-After",
        OpenApiTypes.INT,
        OpenApiParameter.HEADER,
        response=sorted(codes & {409, 429}),
        description="Seconds to wait; without it, waiting does not help.",
    )
    how = OpenApiParameter(
        "WWW-Authenticate", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[401], description="`Bearer`"
    )
    return [wait, how]
