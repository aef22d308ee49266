"""The merchant's admin: home, customers, themes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from devstore import customers, installs, theme, totals
from devstore.pricing import Refused
from devstore.requests import shop, world
from devstore.state import Customer, Order

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.app_context_processor
def frame() -> dict[str, Any]:
    """What the admin's frame shows on every page."""
    if not request.path.startswith("/admin"):
        return {}
    return {
        "shop": shop(),
        "app": world().config.app,
        "installed": installs.of(world(), shop().domain),
        "financial": totals.financial_status,
        "standing": totals.as_it_stands,
    }


@bp.get("")
@bp.get("/")
def home() -> str:
    sold = sorted(world().store.all(Order, shop().domain), key=lambda o: o.number, reverse=True)
    today = [o for o in sold if o.created_at.date() == world().store.now().date()]
    return render_template(
        "admin/home.html",
        orders=sold[:5],
        today=today,
        taken=sum(totals.captured(o) for o in today),
        count=len(sold),
    )


@bp.get("/customers")
def list_customers() -> str:
    people = sorted(world().store.all(Customer, shop().domain), key=lambda c: c.id, reverse=True)
    bought: dict[int, list[Order]] = {}
    for order in world().store.all(Order, shop().domain):
        bought.setdefault(order.customer_id or 0, []).append(order)
    return render_template("admin/customers.html", people=people, bought=bought)


@bp.post("/customers")
def create_customer() -> Response:
    given = {k: request.form.get(k, "").strip() for k in ("email", "first_name", "last_name")}
    try:
        made = customers.create(
            world(),
            shop().domain,
            email=given["email"],
            first_name=given["first_name"],
            last_name=given["last_name"],
        )
        flash(f"{made.name} was added.")
    except Refused as why:
        flash(str(why), "error")
    return redirect("/admin/customers")


@bp.post("/customers/<int:number>/<deed>")
def customer_deed(number: int, deed: str) -> Response:
    person = world().store.of_shop(Customer, number, shop().domain)
    deeds = {"data_request": customers.request_data, "redact": customers.redact, "delete": customers.delete}
    if person is not None and deed in deeds:
        deeds[deed](world(), person)
        flash(f"Sent customers/{deed} for {person.name}.")
    return redirect("/admin/customers")


@bp.get("/themes")
@bp.get("/themes/current/editor")
def themes() -> str:
    """`activateAppId` and `addAppBlockId` are an app's deep links: client id, slash, block handle."""
    asked = request.args.get("activateAppId") or request.args.get("addAppBlockId") or ""
    return render_template("admin/themes.html", blocks=theme.blocks(), wanted=asked.rpartition("/")[2])


@bp.post("/themes/blocks")
def switch_blocks() -> Response:
    known = {b.handle for b in theme.blocks()}
    here = shop()
    here.blocks = {handle: handle in request.form.getlist("on") for handle in known}
    world().store.put(here)
    flash("Saved. The online store shows it from now on.")
    return redirect("/admin/themes")
