"""The control door's part about webhooks: chaos, deliveries, waiting, resending."""

from typing import Any

from flask import Blueprint, Response, abort, request

from devstore import graphql_faults
from devstore.control import asked, loopback_only, record, refused, the_shop
from devstore.pricing import Refused
from devstore.requests import world
from devstore.state_webhooks import Delivery
from devstore.webhooks import Sender

bp = Blueprint("control_webhooks", __name__, url_prefix="/_control")
bp.before_request(loopback_only)
bp.register_error_handler(Refused, refused)

CHAOS = [
    *("drop_percent", "drop_topics", "delay_ms", "duplicates", "shuffle", "shuffle_window_ms"),
    *("paused", "plain_headers", "seed"),
    *("graphql_throttle_percent", "graphql_5xx_percent"),
    *("graphql_timeout_after_percent", "graphql_garbage_percent"),
]


def sender() -> Sender:
    found = world().sender
    assert isinstance(found, Sender)  # noqa: S101
    return found


@bp.get("/shops/<domain>/chaos")
def show_chaos(domain: str) -> Response:
    return record(sender().chaos(the_shop(domain).domain))


@bp.put("/shops/<domain>/chaos")
def set_chaos(domain: str) -> Response:
    """Only the keys given change; {reset: true} first puts everything back. A new seed restarts the dice."""
    return record(change_chaos(the_shop(domain).domain, asked()))


def change_chaos(domain: str, given: dict[str, Any]) -> object:
    chaos = sender().chaos(domain)
    if given.get("reset"):
        chaos = type(chaos)(shop=domain)
    for name in CHAOS:
        if name in given:
            setattr(chaos, name, given[name])
    world().store.put(chaos)
    if "seed" in given or given.get("reset"):
        sender().reseed(domain)
        graphql_faults.reseed(domain)
    return chaos


@bp.post("/shops/<domain>/flush")
def flush(domain: str) -> Response:
    """Let what was held while paused go; stays paused for what comes after."""
    return record({"released": sender().flush(the_shop(domain).domain)})


@bp.get("/shops/<domain>/deliveries")
def list_deliveries(domain: str) -> Response:
    """?topic=&state=&limit=&since= (an id); newest first, with bodies and attempts."""
    found = world().store.all(Delivery, the_shop(domain).domain)
    for name in ("topic", "state"):
        if name in request.args:
            found = [d for d in found if getattr(d, name) == request.args[name]]
    found = [d for d in found if d.id > request.args.get("since", 0, int)]
    return record(sorted(found, key=lambda d: d.id, reverse=True)[: request.args.get("limit", 250, int)])


@bp.post("/shops/<domain>/deliveries/resend")
def resend(domain: str) -> Response:
    """{ids: [...]} or {state: "dropped" | "failed" | "delivered" | …}"""
    given = asked()
    found = world().store.all(Delivery, the_shop(domain).domain)
    chosen = [d for d in found if d.id in given.get("ids", []) or d.state == given.get("state")]
    for delivery in chosen:
        sender().resend(delivery)
    return record({"resent": len(chosen)})


@bp.post("/shops/<domain>/emit")
def emit(domain: str) -> Response:
    """Any topic with any payload, signed as always: {topic, payload}."""
    given = asked()
    sender().emit(the_shop(domain).domain, [(given["topic"], given["payload"])])
    return record({"sent": True})


@bp.post("/wait")
def wait() -> Response:
    """{shop?, seconds?}: until nothing is queued; 504 when time runs out."""
    given = asked()
    if not sender().wait_idle(given.get("shop"), float(given.get("seconds", 10))):
        abort(504, "webhooks are still on their way")
    return record({"idle": True})
