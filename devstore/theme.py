"""Draws the app's Liquid inside the shop's pages, as the platform's themes do."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, request, send_from_directory
from liquid import DictLoader, Environment
from liquid.exceptions import LiquidError
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from devstore import cart, extension, money
from devstore.extension import Block
from devstore.requests import shop, world
from devstore.state import Product

bp = Blueprint("theme", __name__)

ASSETS = "/cdn/extensions/rewards/assets/"


@bp.get(ASSETS + "<path:name>")
def asset(name: str) -> Response:
    folder = world().config.extension
    if folder is None:
        abort(404)
    answer = send_from_directory((folder / "assets").resolve(), name)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def blocks() -> list[Block]:
    return extension.read_blocks(world().config.extension)


def embeds() -> Markup:
    """Everything the app adds before </body>, as far as the merchant switched it on."""
    shown = [b for b in blocks() if b.embed and shop().blocks.get(b.handle)]
    return Markup("\n").join(draw(block, None) for block in shown)


def product_blocks(product: Product) -> Markup:
    shown = [b for b in blocks() if not b.embed and shop().blocks.get(b.handle)]
    return Markup("\n").join(
        Markup('<div id="shopify-block-{}" class="shopify-block shopify-app-block">{}</div>').format(
            b.handle, draw(b, product)
        )
        for b in shown
    )


def draw(block: Block, product: Product | None) -> Markup:
    values = {**block.settings, **shop().block_settings.get(block.handle, {})}
    for name in block.product_settings:
        values[name] = _product(product) if product else None
    given = objects(product) | {"block": {"id": block.handle, "settings": values, "shopify_attributes": ""}}
    parts = [render(block.source, given)]
    if block.stylesheet:
        parts.append(stylesheet_tag(asset_url(block.stylesheet)))
    if block.javascript:
        parts.append(f'<script src="{escape(asset_url(block.javascript))}" defer></script>')
    # the app's own Liquid is trusted markup here as it is on the platform
    return Markup("".join(parts))  # noqa: S704


def render_page(source: str) -> Markup:
    """An `application/liquid` answer of the app proxy."""
    return Markup(render(source, objects(None)))  # noqa: S704


def render(source: str, given: Mapping[str, Any]) -> str:
    try:
        return str(environment().from_string(source).render(**given))
    except LiquidError as error:
        return f"<!-- Liquid error: {escape(str(error))} -->"


def environment() -> Environment:
    folder = world().config.extension
    snippets = {p.stem: p.read_text() for p in folder.glob("snippets/*.liquid")} if folder else {}
    made = Environment(loader=DictLoader(snippets))
    made.filters |= {
        "asset_url": asset_url,
        "script_tag": lambda url: f'<script src="{escape(url)}"></script>',
        "stylesheet_tag": stylesheet_tag,
        "money": lambda cents: money.shown(int(cents), shop().currency),
        "money_with_currency": lambda cents: f"{money.shown(int(cents), shop().currency)} {shop().currency}",
        "money_without_currency": lambda cents: money.text(int(cents), shop().currency),
        "json": lambda value: json.dumps(value, default=str).replace("<", "\\u003c"),
        "t": _translator(),
    }
    return made


def asset_url(name: str) -> str:
    return ASSETS + str(name)


def stylesheet_tag(url: str, **_: object) -> str:
    return f'<link href="{escape(url)}" rel="stylesheet" type="text/css" media="all">'


def _translator() -> Any:
    folder = world().config.extension
    texts = extension.translations(folder, shop().locale) if folder else {}

    def t(key: str, **words: object) -> str:
        found: Any = texts
        for part in str(key).split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, dict):
            found = found.get("one" if words.get("count") == 1 else "other")
        if not isinstance(found, str):
            return f"translation missing: {shop().locale}.{key}"
        for name, value in words.items():
            found = found.replace(f"{{{{ {name} }}}}", str(value)).replace(f"{{{{{name}}}}}", str(value))
        return str(found)

    return t


def objects(product: Product | None) -> dict[str, Any]:
    """The Liquid objects that a theme hands to app blocks."""
    here, person = shop(), cart.signed_in()
    return {
        "shop": {
            "id": here.id,
            "name": here.name,
            "permanent_domain": here.domain,
            "domain": here.domain,
            "url": request.host_url.rstrip("/"),
            "currency": here.currency,
            "locale": here.locale,
            "email": here.email,
        },
        "customer": {"id": person.id, "first_name": person.first_name, "email": person.email}
        if person
        else None,
        "product": _product(product) if product else None,
        "cart": cart.as_json(),
        "request": {
            "locale": {"iso_code": here.locale, "root_url": "/"},
            "path": request.path,
            "page_type": "product" if product else "index" if request.path == "/" else "page",
            "design_mode": False,
        },
        "localization": {"language": {"iso_code": here.locale}, "country": {"iso_code": "US"}},
        "routes": {
            "root_url": "/",
            "account_url": "/account",
            "account_login_url": "/account/login",
            "account_register_url": "/account/register",
            "cart_url": "/cart",
        },
        "app": {"client_id": world().config.client_id, "handle": world().config.app.handle},
    }


def _product(product: Product) -> dict[str, Any]:
    variant = {
        "id": product.variant_id,
        "price": product.price,
        "title": "Default Title",
        "sku": product.sku,
        "available": True,
    }
    return {
        "id": product.id,
        "title": product.title,
        "handle": product.handle,
        "price": product.price,
        "type": product.kind,
        "vendor": product.vendor,
        "gift_card?": product.gift_card,
        "available": True,
        "url": f"/products/{product.handle}",
        "selected_or_first_available_variant": variant,
        "variants": [variant],
    }
