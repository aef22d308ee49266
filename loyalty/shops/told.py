"""What a store tells about itself. Called by the desk, inside its transaction."""

from datetime import datetime, timedelta

from loyalty.shops.models import Audit, Installation, Shop

PLATFORM = "platform"
SKEW = timedelta(seconds=5)  # the platform's clock is not ours


def uninstalled(*, shop: Shop, at: datetime, now: datetime) -> bool:
    """Closes the installation and drops the tokens; members and books stay for a return.

    False, and nothing done, when the installation is younger than the news: the store has come back since.
    """
    before = at + SKEW
    closed = Installation.objects.filter(shop=shop, uninstalled_at=None, installed_at__lte=before).update(
        uninstalled_at=at
    )
    if not closed:
        return False
    Shop.objects.filter(pk=shop.pk).update(
        access_token="", access_expires_at=None, refresh_token="", refresh_expires_at=None, scopes=""
    )
    Audit.objects.create(shop=shop, at=now, actor=PLATFORM, deed="uninstalled")
    return True


def scopes_changed(*, shop: Shop, scopes: tuple[str, ...], now: datetime) -> None:
    """Keeps the permissions that stand now; checks and pages ask the row, not the settings."""
    text = ",".join(sorted(scopes))
    changed = Shop.objects.filter(pk=shop.pk).exclude(scopes=text).update(scopes=text)
    if changed:
        detail = {"from": shop.scopes, "to": text}
        Audit.objects.create(shop=shop, at=now, actor=PLATFORM, deed="permissions changed", detail=detail)


def shop_told(*, shop: Shop, name: str, currency: str, timezone: str, now: datetime) -> None:
    """Keeps name, currency and time zone; another currency is written down, for amounts change meaning."""
    changed = (
        Shop.objects.filter(pk=shop.pk)
        .exclude(name=name, currency=currency, timezone=timezone)
        .update(name=name, currency=currency, timezone=timezone)
    )
    if changed and currency != shop.currency:
        detail = {"from": shop.currency, "to": currency}
        Audit.objects.create(shop=shop, at=now, actor=PLATFORM, deed="currency changed", detail=detail)


def widget_seen(*, shop: Shop, now: datetime) -> None:
    """The widget is in the storefront: it asked for its data for the first time."""
    Shop.objects.filter(pk=shop.pk, widget_seen_at=None).update(widget_seen_at=now)
