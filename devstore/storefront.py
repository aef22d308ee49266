"""The shop's public pages."""

from typing import Any

from flask import Blueprint, abort, render_template, request, session

from devstore import theme
from devstore.cart import contents, signed_in
from devstore.requests import shop, world
from devstore.state import Product

bp = Blueprint("storefront", __name__)


@bp.before_app_request
def landing() -> None:
    """The first address of a visit, as the platform notes it on the order."""
    inner = ("/admin", "/_control", "/static", "/cdn", "/oauth", "/graphql", "/cart", "/favicon")
    if request.method == "GET" and not request.path.startswith(inner) and "." not in request.path:
        session.setdefault(f"landing:{shop().domain}", request.full_path.rstrip("?")[:1000])


@bp.app_context_processor
def everywhere() -> dict[str, Any]:
    """What every shop page's frame shows."""
    if request.path.startswith(("/admin", "/_control", "/static")):
        return {}
    return {
        "shop": shop(),
        "customer": signed_in(),
        "cart_count": sum(contents().values()),
        "embeds": theme.embeds,
    }


def shelf() -> list[Product]:
    return world().store.all(Product, shop().domain)


@bp.get("/")
def home() -> str:
    goods = {p.handle: p for p in shelf()}
    picks = ["first-flush-darjeeling", "stoneware-teapot", "hearth-chai", "taster-box"]
    return render_template(
        "shop/home.html", picks=[goods[h] for h in picks if h in goods], goods=list(goods.values())
    )


@bp.get("/collections/<kind>")
def collection(kind: str) -> str:
    kinds = {p.kind.lower().replace(" ", "-"): p.kind for p in shelf()}
    if kind != "all" and kind not in kinds:
        abort(404)
    found = [p for p in shelf() if kind == "all" or p.kind == kinds[kind]]
    return render_template(
        "shop/collection.html",
        goods=found,
        title="Everything" if kind == "all" else kinds[kind],
        kinds=kinds,
        here=kind,
    )


@bp.get("/products/<handle>")
def product(handle: str) -> str:
    found = next((p for p in shelf() if p.handle == handle), None)
    if found is None:
        abort(404)
    others = [p for p in shelf() if p.kind == found.kind and p.id != found.id]
    others += [p for p in shelf() if p.kind != found.kind]
    return render_template(
        "shop/product.html", product=found, others=others[:4], blocks=theme.product_blocks(found)
    )


@bp.get("/pages/about")
def about() -> str:
    return render_template("shop/about.html")
