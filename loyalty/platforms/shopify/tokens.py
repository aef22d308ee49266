"""The access token of a shop, refreshed before it ends: once, however many workers ask."""

from datetime import datetime, timedelta

from django.db import transaction

from loyalty.platforms.shopify import calls
from loyalty.platforms.shopify.grant import tokens as grant
from loyalty.shops.install import keep
from loyalty.shops.models import Shop

EARLY = timedelta(minutes=5)


class LockedOut(calls.CallFailed):
    """The shop's tokens are dead; somebody must open the app in the store's admin."""


def access_token(*, shop: Shop, now: datetime, refused: str = "") -> str:
    """A token that works for some minutes more. `refused` is one that the platform just answered 401 to.

    Raises LockedOut, Unreachable or Faulty.
    """
    row = Shop.objects.only("access_token", "access_expires_at").get(pk=shop.pk)
    if _is_good(row, now, refused):
        return str(row.access_token)
    token = _refreshed(shop.pk, now, refused)
    if token is None:
        raise LockedOut(f"{shop.domain} no longer accepts our tokens; open the app in the store's admin.")
    return token


def _is_good(row: Shop, now: datetime, refused: str) -> bool:
    ends = row.access_expires_at
    return bool(row.access_token) and row.access_token != refused and (ends is None or ends - EARLY > now)


@transaction.atomic(durable=True)
def _refreshed(shop_id: int, now: datetime, refused: str) -> str | None:
    """The row's lock lets one worker ask; the others find its answer. None when there is nothing to ask with.

    Durable: the new pair is committed before anybody uses it, for then the old one dies.
    The lock leaves the key alone, so that webhooks of the shop are stored meanwhile.
    """
    row = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    if _is_good(row, now, refused):
        return str(row.access_token)
    if row.locked_out_at or not row.refresh_token:
        _lock_out(row, now)
        return None
    try:
        keep(row, grant.by_refresh_token(shop=row.domain, token=row.refresh_token, now=now))
    except grant.Refused as refusal:
        if refusal.code != "invalid_grant":
            raise  # our own credentials are wrong, which no merchant can mend
        _lock_out(row, now)
        return None
    row.save()
    return str(row.access_token)


def _lock_out(row: Shop, now: datetime) -> None:
    if row.locked_out_at is None:
        row.locked_out_at = now
        row.save(update_fields=["locked_out_at"])


def lock_out(*, shop: Shop, now: datetime) -> None:
    """The platform refused even a fresh token."""
    Shop.objects.filter(pk=shop.pk, locked_out_at=None).update(locked_out_at=now)
