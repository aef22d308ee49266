"""What a callback must prove before anything is believed of it."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.internal import statekit
from django.http import HttpRequest

from loyalty.platforms.shopify import domain, signatures
from loyalty.platforms.shopify.grant.provider import ID

_CODE = re.compile(r"[A-Za-z0-9_-]{1,255}", re.ASCII)
_STATE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class NotProven(Exception):
    """The callback is not the answer to what this browser began here less than ten minutes ago."""


@dataclass(frozen=True, slots=True)
class Proven:
    """`code` is "" when the merchant said no."""

    shop: str
    code: str


def prove(request: HttpRequest, *, now: datetime) -> Proven:
    """Uses up the state, which then counts never again. Raises NotProven."""
    query = request.META.get("QUERY_STRING", "")
    found = signatures.pairs(query)
    values = dict(found)
    if len(values) != len(found) or not _STATE.fullmatch(values.get("state", "")):
        raise NotProven
    if values.get("error") == "access_denied" and "hmac" not in values:
        return Proven(shop=_bound_shop(request, values["state"]), code="")
    if not signatures.oauth_query_is_signed(query, now=now.timestamp()):
        raise NotProven
    if not _CODE.fullmatch(values.get("code", "")) and "error" not in values:
        raise NotProven
    shop = _bound_shop(request, values["state"])
    if values.get("shop") != shop:
        raise NotProven
    return Proven(shop=shop, code="" if "error" in values else values["code"])


def _bound_shop(request: HttpRequest, state_id: str) -> str:
    """The shop this browser's session began with; allauth forgets a state with its use and after 600 s."""
    state = statekit.unstash_state(request, state_id=state_id, provider_id=ID)
    data = (state or {}).get("data")
    try:
        return domain.checked(data["shop"] if isinstance(data, dict) else None)
    except (domain.NotAShop, KeyError):
        raise NotProven from None
