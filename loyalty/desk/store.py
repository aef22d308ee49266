"""What follows when the store tells about itself."""

from datetime import datetime

from loyalty.engine.facts import ScopesChanged, ShopRedacted, ShopTold, Uninstalled
from loyalty.shops import told
from loyalty.shops.forget import forget
from loyalty.shops.installed import is_installed
from loyalty.shops.models import Shop


def uninstalled(*, shop: Shop, fact: Uninstalled, now: datetime) -> str:
    """The store removed the app."""
    done = told.uninstalled(shop=shop, at=fact.at, now=now)
    return "uninstalled" if done else "the shop had come back since"


def scopes_changed(*, shop: Shop, fact: ScopesChanged, now: datetime) -> str:
    """The store changed what we may do."""
    told.scopes_changed(shop=shop, scopes=fact.scopes, now=now)
    return "permissions kept"


def shop_told(*, shop: Shop, fact: ShopTold, now: datetime) -> str:
    """The store changed its name, currency or time zone."""
    told.shop_told(shop=shop, name=fact.name, currency=fact.currency, timezone=fact.timezone, now=now)
    return "particulars kept"


def shop_redacted(*, shop: Shop, fact: ShopRedacted, now: datetime) -> str:
    """48 hours after it left, a shop's data must go; unless it has come back meanwhile."""
    if is_installed(shop):
        return "the shop has come back, nothing was erased"
    forget(shop.pk)
    return "erased"
