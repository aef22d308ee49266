"""Webhooks in the admin: every delivery with its attempts, and the switches that make the road bad."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from devstore.control_webhooks import change_chaos, sender
from devstore.requests import shop, world
from devstore.state_webhooks import Delivery

bp = Blueprint("admin_webhooks", __name__, url_prefix="/admin/webhooks")


@bp.get("")
def overview() -> str:
    found = sorted(world().store.all(Delivery, shop().domain), key=lambda d: d.id, reverse=True)
    states = {state: sum(d.state == state for d in found) for state in sorted({d.state for d in found})}
    chosen = request.args.get("state")
    shown = [d for d in found if chosen in (None, d.state)]
    return render_template(
        "admin/webhooks.html",
        deliveries=shown[:100],
        total=len(found),
        states=states,
        chosen=chosen,
        chaos=sender().chaos(shop().domain),
    )


@bp.get("/<int:number>")
def detail(number: int) -> str:
    found = world().store.of_shop(Delivery, number, shop().domain)
    if found is None:
        abort(404)
    return render_template("admin/delivery.html", delivery=found)


@bp.post("/<int:number>/resend")
def resend(number: int) -> Response:
    found = world().store.of_shop(Delivery, number, shop().domain)
    if found:
        sender().resend(found)
        flash("Sent again with the same webhook id.")
    return redirect(f"/admin/webhooks/{number}")


@bp.post("/chaos")
def chaos() -> Response:
    form = request.form
    whole = {
        k: form.get(k, 0, int)
        for k in ("drop_percent", "delay_ms", "duplicates", "shuffle_window_ms", "seed")
    }
    change_chaos(
        shop().domain,
        {
            **whole,
            "drop_topics": [t.strip() for t in form.get("drop_topics", "").split(",") if t.strip()],
            **{k: k in form for k in ("shuffle", "paused", "plain_headers")},
        },
    )
    flash("The road is as you set it.")
    return redirect("/admin/webhooks")


@bp.post("/flush")
def flush() -> Response:
    flash(f"{sender().flush(shop().domain)} held webhooks are on their way.")
    return redirect("/admin/webhooks")
