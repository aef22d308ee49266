"""Which shops the app is installed in now."""

from loyalty.shops.models import Shop


def installed(*, platform: str, domain: str) -> Shop | None:
    """The shop at this address, unless it never installed or has left."""
    return Shop.objects.filter(
        platform=platform, domain=domain, installations__uninstalled_at=None, installations__isnull=False
    ).first()


def is_installed(shop: Shop) -> bool:
    """Whether the app is in that store now."""
    return shop.installations.filter(uninstalled_at=None).exists()
