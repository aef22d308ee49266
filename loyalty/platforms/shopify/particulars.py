"""What a store says about itself, asked when the app is installed. By GraphQL: REST is going away."""

from typing import Any

from django.conf import settings

from loyalty.common import money
from loyalty.platforms.shopify import calls, gateway
from loyalty.platforms.shopify.facts import stores, values
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.install import Particulars


def ask(*, shop: str, token: str) -> Particulars:
    """Raises CallFailed, also when another shop answers than was asked."""
    told: Any = gateway.ask(shop=shop, token=token, document=DOCUMENTS["shop"], variables={}).get("shop")
    try:
        if told["myshopifyDomain"] != shop:
            raise calls.Faulty(f"Another shop than {shop} answered.")
        money.exponent(told["currencyCode"])
        zone = told["ianaTimezone"]
        return Particulars(
            domain=shop,
            external_id=values.identity(told["id"], None, "id"),
            name=values.text(told["name"]) or shop,
            currency=told["currencyCode"],
            timezone=zone if zone in stores.zones() else "UTC",
            storefront=values.text((told.get("primaryDomain") or {}).get("url")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as bad:
        raise calls.Faulty("The store's particulars came in an unknown shape.") from bad


def missing_scopes(granted: tuple[str, ...]) -> list[str]:
    """What we asked for and did not get. Writing includes reading."""
    have = set(granted) | {s.replace("write_", "read_", 1) for s in granted if s.startswith("write_")}
    return [scope for scope in settings.SHOPIFY_SCOPES if scope not in have]
