"""Paying for the basket, and the page that says thank you."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from werkzeug.wrappers import Response

from devstore import cart, money, orders, paying, totals
from devstore.orders import Placing
from devstore.pricing import Quote, Refused
from devstore.requests import shop, world
from devstore.state import Customer, Order

bp = Blueprint("checkout", __name__)

TIPS = (0, 5, 10, 15)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+", re.ASCII)


@bp.get("/checkout")
@bp.post("/checkout/update")
def show() -> str | Response:
    if not cart.items():
        return redirect("/cart")
    tip = request.values.get("tip", 0, int)
    return _page(_quote(tip), tip, dict(request.form))


def _page(quote: Quote, tip: int, given: dict[str, str]) -> str:
    return render_template(
        "shop/checkout.html",
        quote=quote,
        items=cart.items(),
        tip=tip,
        tips=TIPS,
        given=given,
        codes=cart.codes(),
        plan=_plan(quote, credit=bool(given.get("store_credit"))),
        credit=who.store_credit.get(shop().currency, 0) if (who := cart.signed_in()) else 0,
    )


def _plan(quote: Quote, *, credit: bool) -> paying.Plan:
    return paying.plan(
        world(), shop().domain, quote.total, cards=cart.cards(), person=cart.signed_in(), credit=credit
    )


def _quote(tip_percent: int) -> Quote:
    quote = cart.priced()
    quote.tip = money.share(quote.subtotal, min(max(tip_percent, 0), 50), 100)
    return quote


@bp.post("/checkout")
def pay() -> str | Response:
    tip = request.form.get("tip", 0, int)
    who = cart.signed_in()
    email = who.email if who else request.form.get("email", "").strip()
    quote = _quote(tip)
    if not _EMAIL.fullmatch(email):
        flash("Enter an email so that we can send the confirmation.", "email")
        return _page(quote, tip, dict(request.form))
    try:
        made = orders.place(world(), shop().domain, quote, _placing(who, email))
    except Refused as why:
        flash(str(why), "error")
        return redirect("/cart")
    cart.keep({})
    for kept in ("codes", "cards", "attributes", "landing"):
        session.pop(f"{kept}:{shop().domain}", None)
    return redirect(f"/orders/{made.token}")


def _placing(who: Customer | None, email: str) -> Placing:
    fields = ("name", "address1", "city", "zip", "province")
    given = {name: request.form.get(name, "").strip() for name in fields}
    return Placing(
        customer=who,
        email=email,
        paid=request.form.get("payment") != "later",
        gift_cards=cart.cards(),
        store_credit=bool(request.form.get("store_credit")),
        address={k: v for k, v in given.items() if v} if given["address1"] else {},
        note_attributes=[
            *({"name": k, "value": v} for k, v in cart.attributes().items()),
            *(
                {"name": k.removeprefix("attributes[").rstrip("]"), "value": v}
                for k, v in request.form.items()
                if k.startswith("attributes[") and v
            ),
        ],
        landing_site=session.get(f"landing:{shop().domain}", "/"),
    )


@bp.get("/orders/<token>")
def thanks(token: str) -> str:
    found = next((o for o in world().store.all(Order, shop().domain) if o.token == token), None)
    if found is None:
        abort(404)
    person = world().store.get(Customer, found.customer_id)
    return render_template(
        "shop/thanks.html",
        order=found,
        person=person,
        placed=totals.as_placed(found),
        due=totals.outstanding(found),
    )
