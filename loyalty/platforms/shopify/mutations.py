"""Running documents whose refusals are to be told apart: what will always be no, and what may pass."""

import re
from collections.abc import Mapping
from typing import Any

from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreRefused

_SCOPE = re.compile(r"`([a-z_]+)`")


class Said(StoreRefused):
    """The store's own reasons; `codes` are its words for them, such as TAKEN."""

    def __init__(self, what: str, errors: list[Any]) -> None:
        reasons = [error for error in errors if isinstance(error, Mapping)]
        super().__init__(f"The store refused {what}: {'; '.join(map(_plain, reasons))[:300]}")
        self.codes = {str(error.get("code")) for error in reasons}


def _plain(error: Mapping[str, Any]) -> str:
    """ "usage limit: must be greater than 0"."""
    path = [str(part) for part in error.get("field") or () if not str(part).isdecimal()]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", path[-1]).lower() if path else ""
    return f"{name}: {error.get('message', '')}" if name else str(error.get("message", "no reason given"))


def ask(shop: Shop, name: str, variables: Mapping[str, object], *, repeat: bool = True) -> Any:
    """The one field that the document asks for. Raises StoreRefused when our permission is missing.

    `repeat` False leaves alone what may have been done, for mutations that do it twice.
    """
    try:
        found = gateway.run(shop=shop, document=DOCUMENTS[name], variables=variables, repeat=repeat)
    except gateway.QueryFailed as bad:
        if scope := missing_scope(bad.errors):
            raise StoreRefused(
                f"The store has not given the app the permission {scope}. "
                "Open the app in the store’s admin and allow it, then try again."
            ) from bad
        raise
    return next(iter(found.values()))


def done(
    shop: Shop, name: str, variables: Mapping[str, object], *, what: str, repeat: bool = True
) -> Mapping[str, Any]:
    """The payload of a mutation without errors of the user's. `what` names it in refusals: "the code". Raises Said."""
    payload = ask(shop, name, variables, repeat=repeat)
    if not isinstance(payload, Mapping):
        raise Faulty("The store answered without saying what it did.")
    errors = payload.get("userErrors") or []
    if any(isinstance(error, Mapping) and error.get("code") == "INTERNAL_ERROR" for error in errors):
        raise Faulty(f"The store had an error of its own at {what}.")
    if errors:
        raise Said(what, errors)
    return payload


def missing_scope(errors: list[Any]) -> str:
    """The permission that an ACCESS_DENIED names, "" when the errors are about something else."""
    for error in errors:
        extensions = error.get("extensions") if isinstance(error, Mapping) else None
        if isinstance(extensions, Mapping) and extensions.get("code") == "ACCESS_DENIED":
            named = _SCOPE.search(str(extensions.get("requiredAccess") or error.get("message", "")))
            return named[1] if named else "it needs for this"
    return ""
