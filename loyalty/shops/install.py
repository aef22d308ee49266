"""A store installs the app, for the first time or again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from loyalty.shops.models import Audit, Installation, Programme, Shop


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the platform says about the store."""

    domain: str
    external_id: str
    name: str
    currency: str
    timezone: str
    storefront: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the platform gave us to call it with. A token without an end does not expire."""

    access: str
    access_expires_at: datetime | None
    refresh: str
    refresh_expires_at: datetime | None
    scopes: tuple[str, ...]


class AnotherShopsAddress(Exception):
    """The address belonged to another store before; its books must not fall into new hands."""


@transaction.atomic
def install(*, platform: str, about: Particulars, tokens: Tokens, by: str, now: datetime) -> Shop:
    """Makes the programme and the shop, or finds both as they were left; opens an installation.

    Raises AnotherShopsAddress.
    """
    _one_at_a_time(f"install {platform} {about.domain}")
    shop = _found(platform, about)
    fresh = shop is None
    if shop is None:
        shop = Shop(platform=platform, programme=Programme.objects.create(created_at=now), created_at=now)
    _describe(shop, about)
    keep(shop, tokens)
    shop.save()
    _, opened = Installation.objects.get_or_create(
        shop=shop, uninstalled_at=None, defaults={"installed_at": now, "installed_by": by[:200]}
    )
    if opened:
        deed = "installed" if fresh else "installed again"
        Audit.objects.create(shop=shop, at=now, actor=by[:200], deed=deed, detail={"scopes": shop.scopes})
    return shop


def _one_at_a_time(what: str) -> None:
    """A row lock cannot hold what is not there yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _found(platform: str, about: Particulars) -> Shop | None:
    """By the store's own id, which outlives a change of its address."""
    shops = Shop.objects.select_for_update(no_key=True).filter(platform=platform)
    known = shops.filter(external_id=about.external_id).first()
    at_address = shops.filter(domain=about.domain).first()
    if at_address is not None and at_address != known and at_address.external_id:
        raise AnotherShopsAddress(about.domain)
    return known or at_address


def _describe(shop: Shop, about: Particulars) -> None:
    shop.domain = about.domain
    shop.external_id = about.external_id
    shop.name = about.name[:200]
    shop.currency = about.currency
    shop.timezone = about.timezone
    shop.storefront = about.storefront[:200]


def keep(shop: Shop, tokens: Tokens) -> None:
    """Puts new tokens into the row, which the caller saves."""
    shop.access_token = tokens.access
    shop.access_expires_at = tokens.access_expires_at
    shop.refresh_token = tokens.refresh
    shop.refresh_expires_at = tokens.refresh_expires_at
    shop.scopes = ",".join(tokens.scopes)
    shop.locked_out_at = None
