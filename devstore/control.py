"""The JSON control door for tests and demos, loopback only. Listed in README.md."""

import ipaddress
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, jsonify, request, session

from devstore import (
    catalogue,
    customers,
    discounts,
    edits,
    installs,
    orders,
    payloads_customer,
    payloads_order,
    refunds,
)
from devstore.control_orders import read_items, read_lines, read_placing, read_refund
from devstore.graphql_api import bucket
from devstore.pricing import Refused
from devstore.requests import world
from devstore.state import Customer, Install, Order, Shop
from devstore.state_discounts import Discount
from devstore.state_webhooks import Delivery
from devstore.throttle import MAXIMUM, RESTORE_RATE

bp = Blueprint("control", __name__, url_prefix="/_control")
Json = dict[str, Any]
SHOP_FIELDS = [
    *("name", "email", "timezone", "locale", "taxes_included", "tax_rate", "shipping_price"),
    *("free_shipping_from", "next_number", "legacy_shipping_adjustments", "blocks", "block_settings"),
]


@bp.before_request
def loopback_only() -> None:
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104
        abort(403)


@bp.errorhandler(Refused)
@bp.errorhandler(ValueError)
@bp.errorhandler(KeyError)
def refused(why: Exception) -> tuple[Json, int]:
    return {"error": str(why)}, 422


def asked() -> Json:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def the_shop(domain: str) -> Shop:
    found = world().store.get(Shop, domain)
    if found is None:
        abort(404, f"no shop {domain}")
    return found


def the_customer(domain: str, number: int) -> Customer:
    found = world().store.of_shop(Customer, number, domain)
    if found is None:
        abort(404, f"no customer {number} in {domain}")
    return found


def the_order(domain: str, number: int) -> Order:
    found = world().store.of_shop(Order, number, domain)
    if found is None:
        abort(404, f"no order {number} in {domain}")
    return found


def record(found: object) -> Response:
    return Response(msgspec.json.encode(found), mimetype="application/json")


@bp.get("/shops")
def list_shops() -> Response:
    return record(world().store.all(Shop))


@bp.post("/shops")
def create_shop() -> Response:
    """{domain, name?, currency?, timezone?, taxes_included?, tax_rate?, shipping_price?, …}"""
    given = asked()
    if world().store.get(Shop, given["domain"]):
        raise Refused(f"{given['domain']} exists already")
    words = {k: given[k] for k in ("name", "currency", "timezone") if k in given}
    made = catalogue.new_shop(world().store, given["domain"], **words)
    return _change_shop(made, given)


@bp.patch("/shops/<domain>")
def change_shop(domain: str) -> Response:
    answer = _change_shop(the_shop(domain), asked())
    world().sender.emit(domain, [("shop/update", payloads_customer.shop_itself(the_shop(domain)))])
    return answer


def _change_shop(shop: Shop, given: Json) -> Response:
    for name in SHOP_FIELDS:
        if name in given:
            setattr(shop, name, given[name])
    shop.updated_at = world().store.now()
    world().store.put(shop)
    return record(shop)


@bp.post("/shops/<domain>/discounts")
def create_discount(domain: str) -> Response:
    """{code, kind: percentage | fixed_amount | free_shipping, value, customer_id?, limit?, minimum?}"""
    given = {"shop": the_shop(domain).domain, **asked()}
    given["customers"] = [given["customer_id"]] if given.get("customer_id") else []
    return record(discounts.make(world().store, msgspec.convert(given, Discount), given["code"]))


@bp.get("/shops/<domain>/customers")
def list_customers(domain: str) -> Response:
    return record(world().store.all(Customer, the_shop(domain).domain))


@bp.post("/shops/<domain>/customers")
def create_customer(domain: str) -> Response:
    """{email, first_name?, last_name?, state?, locale?, marketing?}"""
    known = ("email", "first_name", "last_name", "state", "locale", "marketing")
    words = {k: asked()[k] for k in known if k in asked()}
    return record(customers.create(world(), the_shop(domain).domain, **words))


@bp.post("/shops/<domain>/customers/<int:number>/<deed>")
def customer_deed(domain: str, number: int, deed: str) -> Response:
    """update {…} | delete | merge {into} | data_request | redact"""
    person = the_customer(domain, number)
    match deed:
        case "update":
            customers.update(world(), person, **asked())
        case "delete":
            customers.delete(world(), person)
        case "merge":
            customers.merge(world(), kept=the_customer(domain, asked()["into"]), deleted=person)
        case "data_request":
            customers.request_data(world(), person)
        case "redact":
            customers.redact(world(), person)
        case _:
            abort(404)
    return record(person)


@bp.get("/shops/<domain>/orders")
def list_orders(domain: str) -> Response:
    return jsonify(
        [payloads_order.order(world(), o) for o in world().store.all(Order, the_shop(domain).domain)]
    )


@bp.get("/shops/<domain>/orders/<int:number>")
def show_order(domain: str, number: int) -> Response:
    return jsonify(payloads_order.order(world(), the_order(domain, number)))


@bp.post("/shops/<domain>/orders")
def place_order(domain: str) -> Response:
    """See README.md, "Placing an order"."""
    shop, given = the_shop(domain), asked()
    person = the_customer(domain, given["customer_id"]) if given.get("customer_id") else None
    quote = read_lines(world(), shop, given, person)
    made = orders.place(world(), domain, quote, read_placing(given, person))
    return jsonify(payloads_order.order(world(), made))


@bp.post("/shops/<domain>/orders/<int:number>/<deed>")
def order_deed(domain: str, number: int, deed: str) -> Response:
    """refund | cancel | edit | fulfil | mark_paid | reinstate | retag {tags} | touch | delete"""
    order, given = the_order(domain, number), asked()
    match deed:
        case "refund":
            refunds.refund(world(), order, read_refund(order, given))
        case "cancel":
            refunds.cancel(
                world(),
                order,
                reason=given.get("reason", "customer"),
                pay_back=given.get("refund", True),
                restock=given.get("restock", True),
            )
        case "edit":
            edits.edit(
                world(),
                order,
                add=read_items(world(), the_shop(domain), given.get("add", [])),
                quantities={int(k): v for k, v in given.get("quantities", {}).items()},
                note=given.get("note", ""),
                pending=given.get("pending_discrepancy", False),
            )
        case "fulfil":
            orders.fulfil(world(), order)
        case "mark_paid":
            orders.mark_paid(world(), order)
        case "reinstate":
            orders.reinstate(world(), order)
        case "retag":
            orders.retag(world(), order, asked().get("tags", []))
        case "delete":
            orders.delete(world(), order)
        case "touch":
            world().touch(order)
            world().store.put(order)
            orders.announce(world(), order, ["orders/updated"])
        case _:
            abort(404)
    return jsonify(payloads_order.order(world(), order))


@bp.get("/shops/<domain>/install")
def show_install(domain: str) -> Response:
    return record(world().store.get(Install, the_shop(domain).domain))


@bp.post("/shops/<domain>/install")
def install(domain: str) -> Response:
    """Managed install without the browser: {scopes?}. The app learns of it at its next visit."""
    scopes = asked().get("scopes", world().config.app.scopes)
    return record(installs.grant(world(), the_shop(domain).domain, list(scopes)))


@bp.post("/shops/<domain>/uninstall")
def uninstall(domain: str) -> Response:
    found = installs.of(world(), the_shop(domain).domain)
    if found is None:
        raise Refused("the app is not installed there")
    installs.uninstall(world(), found)
    return record(found)


@bp.post("/shops/<domain>/redact")
def redact_shop(domain: str) -> Response:
    installs.redact_shop(world(), the_shop(domain).domain)
    return record({"sent": True})


@bp.post("/shops/<domain>/expire_tokens")
def expire_tokens(domain: str) -> Response:
    """Let every access token run out now; {refresh: true} the refresh tokens too."""
    found = world().store.get(Install, the_shop(domain).domain)
    for token in found.tokens if found else []:
        token.expires_at = world().store.now() if token.expires_at else None
        if asked().get("refresh"):
            token.refresh_expires_at = world().store.now()
    if found:
        world().store.put(found)
    return record(found)


@bp.post("/shops/<domain>/bucket")
def set_bucket(domain: str) -> Response:
    """{left, maximum?, rate?}: the GraphQL points the shop has now, can have, and gets each second."""
    points, given = bucket(the_shop(domain).domain), asked()
    points.widen(maximum=given.get("maximum", MAXIMUM), rate=given.get("rate", RESTORE_RATE))
    points.refill(given["left"])
    return record(points.status())


@bp.post("/shops/<domain>/sign_in")
def sign_in(domain: str) -> Response:
    """{customer_id} (null signs out): sets the storefront session of whoever asks."""
    wanted = asked().get("customer_id")
    session[f"customer:{domain}"] = the_customer(domain, wanted).id if wanted else None
    return record({"customer_id": wanted})


@bp.get("/deliveries/<int:number>")
def show_delivery(number: int) -> Response:
    found = world().store.get(Delivery, number)
    if found is None:
        abort(404)
    return record(found)
