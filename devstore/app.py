"""Puts the doors together."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from devstore import (
    account,
    admin,
    admin_apps,
    admin_discounts,
    admin_orders,
    admin_webhooks,
    cart,
    catalogue,
    checkout,
    control,
    control_codes,
    control_goods,
    control_webhooks,
    graphql_api,
    graphql_bulk,
    money,
    oauth,
    proxy,
    storefront,
    theme,
)
from devstore.config import Config
from devstore.requests import DEFAULT_SHOP, shop
from devstore.state import Shop
from devstore.store import Store
from devstore.webhooks import Sender
from devstore.world import World

ROOMS = [
    *(storefront, cart, checkout, account, proxy, theme),
    *(admin, admin_apps, admin_discounts, admin_orders, admin_webhooks),
    *(oauth, graphql_api, graphql_bulk, control, control_codes, control_goods, control_webhooks),
]


def create_world(config: Config) -> World:
    store = Store(config.state)
    if store.get(Shop, DEFAULT_SHOP) is None:
        catalogue.new_shop(store, DEFAULT_SHOP, name="Leaf & Ladle")
    return World(store=store, config=config, sender=Sender(store, config))


def create_app(world: World) -> Flask:
    app = Flask(__name__, static_url_path="/static")
    app.secret_key = world.store.secret("session")
    # cookies ignore ports, and the app under development answers on the same host
    app.config.update(SESSION_COOKIE_NAME="devstore_session", SESSION_COOKIE_SAMESITE="Lax")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["world"] = world
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.template_filter("money")(lambda minor, currency=None: money.shown(minor, currency or shop().currency))
    app.template_filter("day")(_day)
    app.template_filter("moment")(_moment)
    app.template_filter("pretty")(lambda body: json.dumps(json.loads(body), indent=2, ensure_ascii=False))
    for room in ROOMS:
        app.register_blueprint(room.bp)
    app.register_error_handler(HTTPException, _in_the_callers_language)
    return app


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(shop().timezone))


def _day(moment: datetime) -> str:
    return f"{_local(moment):%B} {_local(moment).day}, {_local(moment).year}"


def _moment(moment: datetime) -> str:
    return f"{_local(moment):%b} {_local(moment).day}, {_local(moment):%H:%M}"


def _in_the_callers_language(
    error: HTTPException,
) -> Response | HTTPException | tuple[dict[str, object], int]:
    if request.path.startswith("/_control") or request.is_json:
        return {"error": error.description}, error.code or 500
    return error
