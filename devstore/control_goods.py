"""The control door's part about what the shop sells: products and the collections they are in."""

from typing import Any

from flask import Blueprint, Response, abort

from devstore import shelves
from devstore.control import asked, loopback_only, record, refused, the_shop
from devstore.pricing import Refused
from devstore.requests import world
from devstore.state import Collection, Product

bp = Blueprint("control_goods", __name__, url_prefix="/_control")
bp.before_request(loopback_only)
for kind in (Refused, ValueError, KeyError):
    bp.register_error_handler(kind, refused)


@bp.get("/shops/<domain>/products")
def list_products(domain: str) -> Response:
    return record(world().store.all(Product, the_shop(domain).domain))


@bp.get("/shops/<domain>/collections")
def list_collections(domain: str) -> Response:
    return record(world().store.all(Collection, the_shop(domain).domain))


@bp.post("/shops/<domain>/products")
def create_product(domain: str) -> Response:
    """{title, price, kind?, vendor?, tags?, collections?, compare_at?, sku?}; sends no webhook."""
    return record(shelves.create(world(), the_shop(domain), **asked()))


@bp.post("/shops/<domain>/products/<int:number>/<deed>")
def product_deed(domain: str, number: int, deed: str) -> Response:
    """update {title? price? kind? vendor? tags? collections? compare_at?} | delete"""
    product = world().store.of_shop(Product, number, the_shop(domain).domain)
    if product is None:
        abort(404, f"no product {number} in {domain}")
    given: dict[str, Any] = asked()
    match deed:
        case "update":
            shelves.update(world(), product, **given)
        case "delete":
            shelves.delete(world(), product)
        case _:
            abort(404)
    return record(product)
