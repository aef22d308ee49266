"""A visit from inside the store's admin, which installs the app when the store did so by itself."""

from datetime import datetime

from loyalty.platforms.shopify import particulars
from loyalty.platforms.shopify.grant import tokens
from loyalty.platforms.shopify.session_token import Session
from loyalty.shops.install import install
from loyalty.shops.installed import installed
from loyalty.shops.models import Shop
from loyalty.shops.staff import welcome_subject


class MissingScopes(Exception):
    """The store granted less than the app needs."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def enter(*, session: Session, now: datetime) -> Shop:
    """Raises CallFailed, MissingScopes or AnotherShopsAddress."""
    shop = installed(platform="shopify", domain=session.shop)
    if shop is None or _needs_tokens(shop):
        shop = _exchange(session, now)
    welcome_subject(shop=shop, subject=session.subject, now=now)
    return shop


def _needs_tokens(shop: Shop) -> bool:
    """Also after the store granted more, for old tokens do not grow."""
    short = particulars.missing_scopes(tuple(shop.scopes.split(",")))
    return bool(shop.locked_out_at or short or not shop.access_token)


def _exchange(session: Session, now: datetime) -> Shop:
    got = tokens.by_session_token(shop=session.shop, token=session.token, now=now)
    missing = particulars.missing_scopes(got.scopes)
    if missing:
        raise MissingScopes(missing)
    about = particulars.ask(shop=session.shop, token=got.access)
    return install(platform="shopify", about=about, tokens=got, by=f"shopify:{session.subject}", now=now)
