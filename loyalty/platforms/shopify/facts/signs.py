"""By what an order's buyer may be known again, and who may have brought them.

None of it moves a point by itself, so nothing in it parks an order: what cannot be read is as if it were not there.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from loyalty.engine.facts import Signs
from loyalty.platforms.shopify.facts.payloads import NOTHING, Payload

ATTRIBUTE = "loyalty_ref"  # what our own script puts into the basket
REF = "ref"  # in the address of the visit
LONGEST = 400


class Shown(Payload, frozen=True):
    """The keys of an order that tell of its buyer."""

    note_attributes: msgspec.Raw = NOTHING
    landing_site: msgspec.Raw = NOTHING
    shipping_address: msgspec.Raw = NOTHING
    billing_address: msgspec.Raw = NOTHING
    phone: msgspec.Raw = NOTHING
    browser_ip: msgspec.Raw = NOTHING


_shown = msgspec.json.Decoder(Shown)


def signs(body: bytes) -> Signs | None:
    """None where the order says nothing."""
    try:
        payload = _shown.decode(body)
    except (ValueError, RecursionError):
        return None
    address = _mapping(payload.shipping_address) or _mapping(payload.billing_address)
    found = Signs(
        token=_attribute(payload.note_attributes),
        ref=_ref(_value(payload.landing_site)),
        street=" ".join(filter(None, (_text(address, "address1"), _text(address, "address2")))),
        postcode=_text(address, "zip"),
        country=_text(address, "country_code") or _text(address, "country"),
        phone=_text(address, "phone") or _plain(_value(payload.phone)),
        ip=_plain(_value(payload.browser_ip)),
    )
    return found if found != Signs() else None


def _attribute(raw: msgspec.Raw) -> str:
    given = _value(raw)
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and one.get("name") == ATTRIBUTE:
            return _plain(one.get("value"))
    return ""


def _ref(site: Any) -> str:
    """The code in '/apps/rewards/friend?ref=TEA-BODIRAKE-LOMATA'."""
    try:
        query = urlsplit(_plain(site, 2000)).query
        return _plain(next(iter(parse_qs(query, max_num_fields=50).get(REF, ())), ""), 80)
    except ValueError:
        return ""


def _mapping(raw: msgspec.Raw) -> Mapping[str, Any]:
    found = _value(raw)
    return found if isinstance(found, dict) else {}


def _value(raw: msgspec.Raw) -> Any:
    if not bytes(raw):
        return None
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        return None


def _text(found: Mapping[str, Any], key: str) -> str:
    return _plain(found.get(key))


def _plain(value: Any, longest: int = LONGEST) -> str:
    return value[:longest].strip() if isinstance(value, str) else ""
