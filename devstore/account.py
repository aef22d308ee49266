"""Signing in as a customer. It is a pretend shop: an address is enough, nobody is asked for a password."""

from flask import Blueprint, flash, redirect, render_template, request, session
from werkzeug.wrappers import Response

from devstore import cart, customers, orders, totals
from devstore.pricing import Refused
from devstore.requests import shop, world
from devstore.state import Customer

bp = Blueprint("account", __name__, url_prefix="/account")


def _enter(person: Customer) -> Response:
    session[f"customer:{shop().domain}"] = person.id
    wanted = request.values.get("return_to", "") or request.values.get("return_url", "")
    inside = wanted.startswith("/") and not wanted.startswith("//")
    return redirect(wanted if inside else "/account")


@bp.get("")
def home() -> str | Response:
    person = cart.signed_in()
    if person is None:
        return redirect("/account/login")
    return render_template(
        "shop/account.html", orders=orders.of_customer(world(), person), worth=totals.as_it_stands
    )


@bp.get("/login")
def login() -> str:
    people = [c for c in world().store.all(Customer, shop().domain) if c.state == "enabled"]
    return render_template("shop/login.html", people=people[-8:])


@bp.post("/login")
def sign_in() -> str | Response:
    person = customers.by_email(world(), shop().domain, request.form.get("email", ""))
    if person is None or person.state != "enabled":
        flash("No account has this email yet. You can create one below.", "error")
        return redirect("/account/login")
    return _enter(person)


@bp.get("/register")
def register() -> str:
    return render_template("shop/register.html", given={})


@bp.post("/register")
def create() -> str | Response:
    given = {k: request.form.get(k, "").strip() for k in ("email", "first_name", "last_name")}
    try:
        if "@" not in given["email"]:
            raise Refused("Enter an email address.")
        return _enter(customers.register(world(), shop().domain, **given))
    except Refused as why:
        flash(str(why), "error")
        return render_template("shop/register.html", given=given)


@bp.route("/logout", methods=["GET", "POST"])
def logout() -> Response:
    session.pop(f"customer:{shop().domain}", None)
    return redirect("/")
