"""Which shop a request is for, and how routes reach the world."""

import re
from typing import cast

from flask import abort, current_app, request

from devstore.state import Order, Shop
from devstore.world import World

DEFAULT_SHOP = "leaf-and-ladle.myshopify.com"
_HANDLE = re.compile(r"([a-z0-9][a-z0-9-]*)\.(?:myshopify\.com|localhost)(?::\d+)?", re.ASCII)


def world() -> World:
    return cast(World, current_app.extensions["world"])


def shop() -> Shop:
    """By the Host header: X.myshopify.com or X.localhost; any other host is the default shop."""
    named = _HANDLE.fullmatch(request.host.lower())
    domain = f"{named[1]}.myshopify.com" if named else DEFAULT_SHOP
    found = world().store.get(Shop, domain)
    if found is None:
        abort(404, f"There is no shop {domain} here.")
    return found


def order_or_404(number: int) -> Order:
    found = world().store.of_shop(Order, number, shop().domain)
    if found is None:
        abort(404)
    return found
