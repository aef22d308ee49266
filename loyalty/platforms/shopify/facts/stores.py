"""The store itself: its particulars, its permissions, its leaving."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

from loyalty.common import money
from loyalty.engine import facts
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts import values
from loyalty.platforms.shopify.facts.decode import decode
from loyalty.platforms.shopify.facts.payloads import Compliance, Id, Scopes, Store
from loyalty.shops.models import Shop


def must_be(shop: Shop, *, domain: str | None, number: Id) -> None:
    """The shop's header is not signed, the body is: it must name its shop, and that must be this one."""
    if not domain and not number:
        raise Unreadable("shop: is not named; resend the webhook from the store")
    if domain and domain.lower() != shop.domain:
        raise Unreadable("shop_domain: is another shop than the one this was delivered for")
    told = values.optional_identity(None, number, "shop_id")
    known = shop.external_id.rpartition("/")[2]
    if told and known and told != known:
        raise Unreadable("shop_id: is another shop than the one this was delivered for")


def redacted(body: bytes, shop: Shop) -> facts.Fact:
    """shop/redact."""
    payload = decode(body, Compliance)
    must_be(shop, domain=payload.shop_domain, number=payload.shop_id)
    return facts.ShopRedacted()


def uninstalled(body: bytes, shop: Shop, *, at: datetime) -> facts.Fact:
    """app/uninstalled. The body is the shop and does not say when; the delivery does."""
    _own(body, shop)
    return facts.Uninstalled(at=at)


def told(body: bytes, shop: Shop) -> facts.Fact:
    """shop/update; what it leaves out stays as it is."""
    payload = _own(body, shop)
    currency = payload.currency or shop.currency
    try:
        money.exponent(currency)
    except money.NotMoney as bad:
        raise Unreadable(f"currency: {bad}") from None
    zone = payload.iana_timezone or ""
    return facts.ShopTold(
        name=values.text(payload.name) or shop.name,
        currency=currency,
        timezone=zone if zone in zones() else shop.timezone,
    )


def _own(body: bytes, shop: Shop) -> Store:
    payload = decode(body, Store)
    must_be(shop, domain=payload.myshopify_domain, number=payload.id)
    return payload


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


def scopes_changed(body: bytes, shop: Shop) -> facts.Fact:
    """app/scopes_update."""
    payload = decode(body, Scopes)
    must_be(shop, domain=None, number=payload.shop_id)
    if payload.current is None:
        raise Unreadable("current: is missing; resend the webhook from the store")
    return facts.ScopesChanged(
        scopes=tuple(sorted({values.text(scope, 80) for scope in payload.current[:200]}))
    )
