"""The control door's part about what apps made for rewards: codes, and who used them."""

from typing import Any

from flask import Blueprint, Response, abort, request

from devstore import discounts
from devstore.control import loopback_only, record, the_shop
from devstore.graphql_parts import utc
from devstore.requests import world
from devstore.state_discounts import Discount, RedeemCode
from devstore.state_money import CreditMovement, GiftCard, Metafield

bp = Blueprint("control_codes", __name__, url_prefix="/_control")
bp.before_request(loopback_only)
Json = dict[str, Any]


@bp.get("/shops/<domain>/codes")
def list_codes(domain: str) -> Response:
    store, here = world().store, the_shop(domain).domain
    known = {one.id: one for one in store.all(Discount, here)}
    return record([_shown(one, known[one.discount_id]) for one in store.all(RedeemCode, here)])


@bp.get("/shops/<domain>/codes/<code>")
def show_code(domain: str, code: str) -> Response:
    store, here = world().store, the_shop(domain).domain
    found = store.get(RedeemCode, discounts.key(here, code))
    discount = store.get(Discount, found.discount_id) if found else None
    if found is None or discount is None:
        abort(404, f"no code {code} in {domain}")
    return record(_shown(found, discount))


@bp.get("/shops/<domain>/gift_cards")
def list_gift_cards(domain: str) -> Response:
    return record(world().store.all(GiftCard, the_shop(domain).domain))


@bp.get("/shops/<domain>/store_credit")
def list_store_credit(domain: str) -> Response:
    """?customer=: every movement, oldest first."""
    found = world().store.all(CreditMovement, the_shop(domain).domain)
    return record(
        [one for one in found if request.args.get("customer", str(one.customer_id)) == str(one.customer_id)]
    )


@bp.get("/shops/<domain>/metafields")
def list_metafields(domain: str) -> Response:
    """?customer="""
    found = world().store.all(Metafield, the_shop(domain).domain)
    return record([one for one in found if request.args.get("customer", one.owner) == one.owner])


def _shown(one: RedeemCode, discount: Discount) -> Json:
    """`used` is this code's count, `users` the discount's by customer."""
    return {
        "code": one.code,
        "used": one.used,
        "discount": discount.id,
        "status": discount.status(world().store.now()).lower(),
        "class": discount.class_,
        **{name: getattr(discount, name) for name in _SHOWN},
        "starts_at": utc(discount.starts_at),
        "ends_at": utc(discount.ends_at),
    }


_SHOWN = (
    *("title", "kind", "value", "customers", "limit", "once_per_customer", "users", "minimum"),
    *("products", "collections", "buy_products", "buy_collections", "buy_quantity", "buy_amount"),
    *("get_quantity", "uses_per_order", "combines"),
)
