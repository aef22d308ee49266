"""Which shops the app is installed in now."""

from datetime import datetime

from loyalty.common import replica
from loyalty.shops.models import Shop


def installed(*, platform: str, domain: str) -> Shop | None:
    """The shop at this address, unless it never installed or has left."""
    return next(iter(Shop.objects.raw(INSTALLED, [platform, domain])), None)


def is_installed(shop: Shop) -> bool:
    """Whether the app is in that store now."""
    return shop.installations.filter(uninstalled_at=None).exists()


def gone_times(*, programme_id: int) -> list[tuple[datetime, datetime | None]]:
    """(from, to) in which none of a programme's shops had the app; `to` is None while it is gone now."""
    with replica.cursor() as cursor:
        cursor.execute(STAYS, [programme_id])
        stays = cursor.fetchall()
    gone: list[tuple[datetime, datetime | None]] = []
    until = stays[0][1] if stays else None
    for came, went in stays[1:]:
        if until is None:
            break
        if came > until:
            gone.append((until, came))
        until = None if went is None else max(until, went)
    return gone if until is None else [*gone, (until, None)]


def installed_since(shop: Shop) -> datetime | None:
    """When the present stay of the app in that store began; None while it is not there."""
    return shop.installations.filter(uninstalled_at=None).values_list("installed_at", flat=True).first()


def next_installed(*, after: int) -> Shop | None:
    """The shop with the next number in which the app is now, for rounds that visit each."""
    shops = Shop.objects.filter(pk__gt=after, installations__uninstalled_at=None, installations__isnull=False)
    return shops.order_by("pk").first()


# Asked by every request of a shopper: Django takes ten times as long to write them as PostgreSQL to answer.
INSTALLED = """
SELECT * FROM shops_shop s WHERE platform = %s AND domain = %s
  AND EXISTS (SELECT 1 FROM shops_installation i WHERE i.shop_id = s.id AND i.uninstalled_at IS NULL)
"""
STAYS = """
SELECT i.installed_at, i.uninstalled_at FROM shops_installation i JOIN shops_shop s ON s.id = i.shop_id
WHERE s.programme_id = %s ORDER BY i.installed_at
"""
