"""Which shops the app is installed in now."""

from datetime import datetime

from loyalty.shops.models import Installation, Shop


def installed(*, platform: str, domain: str) -> Shop | None:
    """The shop at this address, unless it never installed or has left."""
    return Shop.objects.filter(
        platform=platform, domain=domain, installations__uninstalled_at=None, installations__isnull=False
    ).first()


def is_installed(shop: Shop) -> bool:
    """Whether the app is in that store now."""
    return shop.installations.filter(uninstalled_at=None).exists()


def gone_times(*, programme_id: int) -> list[tuple[datetime, datetime | None]]:
    """(from, to) in which none of a programme's shops had the app; `to` is None while it is gone now."""
    rows = Installation.objects.filter(shop__programme_id=programme_id).order_by("installed_at")
    stays = list(rows.values_list("installed_at", "uninstalled_at"))
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
