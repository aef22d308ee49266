"""Orders in the admin: list, detail, refund, edit, cancel, fulfil, mark as paid."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from devstore import edits, money, orders, refunds, totals
from devstore.pricing import Item, Refused
from devstore.refunds import Wish
from devstore.requests import order_or_404, shop, world
from devstore.state import Customer, Order, Product

bp = Blueprint("admin_orders", __name__, url_prefix="/admin/orders")


@bp.get("")
def overview() -> str:
    found = sorted(world().store.all(Order, shop().domain), key=lambda o: o.number, reverse=True)
    people = {c.id: c for c in world().store.all(Customer, shop().domain)}
    return render_template("admin/orders.html", orders=found[:250], people=people)


@bp.get("/<int:number>")
def detail(number: int) -> str:
    order = order_or_404(number)
    return render_template(
        "admin/order.html",
        order=order,
        person=world().store.get(Customer, order.customer_id),
        placed=totals.as_placed(order),
        refundable=totals.refundable(order),
        paid=totals.captured(order),
        outstanding=totals.outstanding(order),
        products=world().store.all(Product, shop().domain),
        shipping_left=refunds.everything(order).shipping,
    )


@bp.post("/<int:number>/<deed>")
def act(number: int, deed: str) -> Response:
    order = order_or_404(number)
    deeds: dict[str, Callable[[Order, MultiDict[str, str]], str]] = {
        "refund": _refund,
        "edit": _edit,
        "cancel": _cancel,
        "fulfil": _fulfil,
        "mark_paid": _mark_paid,
        "reinstate": _reinstate,
    }
    try:
        flash(deeds[deed](order, request.form))
    except (Refused, ValueError, KeyError) as why:
        flash(str(why), "error")
    return redirect(f"/admin/orders/{number}")


def _quantities(form: MultiDict[str, str], prefix: str) -> dict[int, int]:
    return {
        int(k.removeprefix(prefix)): int(v) for k, v in form.items() if k.startswith(prefix) and v.isdecimal()
    }


def _refund(order: Order, form: MultiDict[str, str]) -> str:
    if "all" in form:
        wish = refunds.everything(order)
    else:
        amount = form.get("amount", "").strip()
        wish = Wish(
            lines={k: v for k, v in _quantities(form, "refund-").items() if v},
            amount=money.parse(amount, order.currency) if amount else None,
            shipping=money.parse(form.get("shipping", "0"), order.currency),
        )
    wish.note = form.get("note", "")
    wish.destination = form.get("destination", "original")
    wish.restock_type = "return" if "restock" in form else "no_restock"
    made = refunds.refund(world(), order, wish)
    return f"Refunded {money.shown(sum(t.amount for t in made.transactions), order.currency)}."


def _edit(order: Order, form: MultiDict[str, str]) -> str:
    extra = world().store.of_shop(Product, form.get("product") or None, order.shop)
    items = [Item(quantity=int(form.get("add_quantity") or 1), product=extra)] if extra else []
    now = {line.id: line.current_quantity for line in order.lines}
    wanted = {k: v for k, v in _quantities(form, "keep-").items() if now.get(k) != v}
    edits.edit(world(), order, add=items, quantities=wanted, note=form.get("note", ""))
    return "Order edited."


def _cancel(order: Order, form: MultiDict[str, str]) -> str:
    refunds.cancel(
        world(),
        order,
        reason=form.get("reason", "customer"),
        pay_back=form.get("money", "refund") == "refund",
        restock="restock" in form,
    )
    return "Order cancelled."


def _fulfil(order: Order, form: MultiDict[str, str]) -> str:
    orders.fulfil(world(), order)
    return "Marked as fulfilled."


def _mark_paid(order: Order, form: MultiDict[str, str]) -> str:
    orders.mark_paid(world(), order)
    return "Marked as paid."


def _reinstate(order: Order, form: MultiDict[str, str]) -> str:
    orders.reinstate(world(), order)
    return "Order reinstated."
