"""The basket, kept in the visitor's session."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session
from werkzeug.wrappers import Response

from devstore import discounts, gift_cards, pricing
from devstore.pricing import Item, Quote, Refused
from devstore.requests import shop, world
from devstore.state import Customer, Product
from devstore.state_discounts import Entered

bp = Blueprint("cart", __name__)
MOST_CODES = 8


def signed_in() -> Customer | None:
    found = world().store.of_shop(Customer, session.get(f"customer:{shop().domain}"), shop().domain)
    return found if found and found.state == "enabled" else None


def contents() -> dict[str, int]:
    """Variant id (as text) -> quantity."""
    found: dict[str, int] = session.get(f"cart:{shop().domain}", {})
    return found


def keep(basket: dict[str, int]) -> None:
    session[f"cart:{shop().domain}"] = {k: min(v, 99) for k, v in basket.items() if v > 0}


def codes() -> list[str]:
    found: list[str] = session.get(f"codes:{shop().domain}", [])
    return found


def items() -> list[Item]:
    shelf = {str(p.variant_id): p for p in world().store.all(Product, shop().domain)}
    return [Item(quantity=n, product=shelf[key]) for key, n in contents().items() if key in shelf]


def entered() -> list[Entered]:
    """The entered codes that may be used; one that no longer may is dropped with a word about it."""
    who = signed_in()
    found = []
    for code in codes():
        try:
            found.append(
                discounts.usable(
                    world().store, shop=shop().domain, code=code, customer_id=who.id if who else None
                )
            )
        except Refused as why:
            flash(str(why), "error")
            session[f"codes:{shop().domain}"] = [c for c in codes() if c != code]
    return found


def priced(tip: int = 0, shipping: int | None = None) -> Quote:
    return pricing.quote(
        world().store, shop=shop(), items=items(), discounts=entered(), tip=tip, shipping=shipping
    )


def as_json() -> dict[str, Any]:
    """The theme's own cart format: prices in minor units."""
    lines = [
        {
            "id": i.product.variant_id,
            "product_id": i.product.id,
            "title": i.product.title,
            "handle": i.product.handle,
            "quantity": i.quantity,
            "price": i.product.price,
            "line_price": i.product.price * i.quantity,
            "gift_card": i.product.gift_card,
        }
        for i in items()
        if i.product
    ]
    return {
        "items": lines,
        "attributes": attributes(),
        "item_count": sum(i.quantity for i in items()),
        "total_price": sum(i.product.price * i.quantity for i in items() if i.product),
        "currency": shop().currency,
    }


@bp.get("/cart")
def show() -> str:
    return render_template("shop/cart.html", quote=priced(), items=items())


@bp.get("/cart.js")
def show_json() -> dict[str, Any]:
    return as_json()


@bp.post("/cart/add")
@bp.post("/cart/add.js", defaults={"as_data": True})
def add(as_data: bool = False) -> Response | dict[str, Any]:
    given = request.get_json(silent=True) or request.form
    basket = dict(contents())
    key = str(given.get("id", ""))
    basket[key] = basket.get(key, 0) + max(1, int(given.get("quantity", 1)))
    keep(basket)
    return as_json() if as_data else redirect("/cart")


@bp.post("/cart/update")
def update() -> Response:
    wanted = {k.removeprefix("q-"): v for k, v in request.form.items() if k.startswith("q-")}
    if "remove" in request.form:
        wanted[request.form["remove"]] = "0"
    keep({**contents(), **{k: int(v) if v.isdecimal() else 1 for k, v in wanted.items()}})
    return redirect(request.form.get("next") or "/cart")


@bp.post("/cart/update.js")
def update_attributes() -> Response | dict[str, Any]:
    """What a theme's scripts note about the order; an empty value takes a note away."""
    given = request.get_json(silent=True) or {}
    told = given.get("attributes", {}) if isinstance(given, dict) else {}
    if not isinstance(told, dict):
        return Response("attributes must be an object", 422, mimetype="text/plain")
    kept = attributes() | {str(name)[:255]: str(value)[:1000] for name, value in told.items()}
    session[f"attributes:{shop().domain}"] = {name: value for name, value in kept.items() if value}
    return as_json()


def attributes() -> dict[str, str]:
    found: dict[str, str] = session.get(f"attributes:{shop().domain}", {})
    return found


@bp.post("/cart/clear.js")
def clear() -> dict[str, Any]:
    keep({})
    return as_json()


@bp.get("/discount/<code>")
def by_link(code: str) -> Response:
    """The platform's shareable discount link."""
    enter(code)
    return redirect(request.args.get("redirect") or "/")


@bp.post("/cart/code")
def by_form() -> Response:
    if "drop" in request.form:
        session[f"cards:{shop().domain}"] = [c for c in cards() if c != request.form["drop"]]
        session[f"codes:{shop().domain}"] = [c for c in codes() if c != request.form["drop"]]
    else:
        enter(request.form.get("code", ""))
    return redirect(request.form.get("next") or "/cart")


def cards() -> list[str]:
    """Codes of gift cards that the visitor pays with."""
    found: list[str] = session.get(f"cards:{shop().domain}", [])
    return found


def enter(code: str) -> None:
    """A discount or a gift card; what is neither is told when the cart is next priced."""
    code = code.strip().upper()
    if gift_cards.usable(world(), shop().domain, code):
        session[f"cards:{shop().domain}"] = list(dict.fromkeys([*cards(), code]))
        return
    if code and code not in codes() and len(codes()) < MOST_CODES:
        session[f"codes:{shop().domain}"] = [*codes(), code]
