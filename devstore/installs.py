"""The app's standing in a shop: granted scopes, access tokens, uninstall."""

import secrets
from datetime import timedelta

from devstore import payloads_customer as written
from devstore.state import Install, Token
from devstore.world import World

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 90 * 24 * 3600


def of(world: World, shop: str) -> Install | None:
    """The live install, if there is one."""
    found = world.store.get(Install, shop)
    return found if found and found.live else None


def grant(world: World, shop: str, scopes: list[str]) -> Install:
    """The merchant agrees. A second grant changes the scopes of a standing install."""
    with world.store.lock:
        standing = of(world, shop)
        if standing:
            change_scopes(world, standing, scopes)
            return standing
        install = Install(shop=shop, id=world.store.new_id(), scopes=scopes, installed_at=world.store.now())
        world.store.put(install)
        return install


def change_scopes(world: World, install: Install, scopes: list[str]) -> None:
    if scopes == install.scopes:
        return
    previous, install.scopes = install.scopes, scopes
    for token in install.tokens:
        token.scopes = scopes
    world.store.put(install)
    payload = written.scopes_update(world.shop(install.shop), install, previous, world.store.now())
    world.sender.emit(install.shop, [("app/scopes_update", payload)])


def uninstall(world: World, install: Install) -> None:
    with world.store.lock:
        install.tokens = []
        install.uninstalled_at = world.store.now()
        world.store.put(install)
        shop = world.shop(install.shop)
        world.sender.emit(install.shop, [("app/uninstalled", written.shop_itself(shop))])


def redact_shop(world: World, shop: str) -> None:
    known = world.shop(shop)
    world.sender.emit(shop, [("shop/redact", {"shop_id": known.id, "shop_domain": shop})])


def issue(world: World, install: Install, *, expiring: bool, replaces: Token | None = None) -> Token:
    """A new pair. What it replaces stays good until the new one is used."""
    with world.store.lock:
        now = world.store.now()
        token = Token(
            access="shpat_" + secrets.token_hex(16),
            scopes=install.scopes,
            created_at=now,
            replaces=replaces.access if replaces else None,
        )
        if expiring:
            token.expires_at = now + timedelta(seconds=ACCESS_SECONDS)
            token.refresh = "shprt_" + secrets.token_hex(16)
            token.refresh_expires_at = now + timedelta(seconds=REFRESH_SECONDS)
        if replaces:
            # asking twice before either answer was used leaves only the last answer standing
            install.tokens = [t for t in install.tokens if t.replaces != replaces.access]
        install.tokens.append(token)
        install.issued += 1
        world.store.put(install)
        return token


def by_access(world: World, shop: str, access: str) -> Token | None:
    """The token if it may be used now; using it ends the one it replaced."""
    install = of(world, shop)
    found = next((t for t in install.tokens if t.access == access), None) if install else None
    if install is None or found is None or (found.expires_at and found.expires_at <= world.store.now()):
        return None
    _retire(world, install, found)
    return found


def by_refresh(world: World, shop: str, refresh: str) -> tuple[Install, Token] | None:
    install = of(world, shop)
    found = next((t for t in install.tokens if t.refresh == refresh), None) if install and refresh else None
    if install is None or found is None:
        return None
    if found.refresh_expires_at and found.refresh_expires_at <= world.store.now():
        return None
    _retire(world, install, found)
    return install, found


def _retire(world: World, install: Install, used: Token) -> None:
    if used.replaces is None:
        return
    with world.store.lock:
        install.tokens = [t for t in install.tokens if t.access != used.replaces]
        used.replaces = None
        world.store.put(install)
