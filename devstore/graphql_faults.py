"""What befalls GraphQL calls when a test asks for it. Seeded: the same calls in the same order fare alike."""

import random
import socket
import threading
from collections.abc import Callable

from flask import Response, request

from devstore.state_webhooks import Chaos
from devstore.store import Store

HTML = "<!doctype html><title>Something went wrong</title>"
_dice: dict[str, random.Random] = {}
_lock = threading.Lock()


def reseed(shop: str) -> None:
    with _lock:
        _dice.pop(shop, None)


def roll(store: Store, shop: str) -> str:
    """ "" for nothing, else throttle, refused_5xx, done_5xx, timeout or garbage. All but the first two are done."""
    chaos = store.get(Chaos, shop)
    if chaos is None or not any(percent for _, percent in _odds(chaos)):
        return ""
    with _lock:
        dice = _dice.setdefault(shop, random.Random(chaos.seed))
        number, half = dice.randrange(100), dice.randrange(2)
    for name, percent in _odds(chaos):
        if number < percent:
            return name if name != "5xx" else ("done_5xx" if half else "refused_5xx")
        number -= percent
    return ""


def _odds(chaos: Chaos) -> tuple[tuple[str, int], ...]:
    return (
        ("throttle", chaos.graphql_throttle_percent),
        ("5xx", chaos.graphql_5xx_percent),
        ("timeout", chaos.graphql_timeout_after_percent),
        ("garbage", chaos.graphql_garbage_percent),
    )


def answered(fault: str, work: Callable[[], Response]) -> Response:
    """Does the work, unless the fault comes before it, and answers as badly as the fault says."""
    if fault == "refused_5xx":
        return Response(HTML, 503)
    answer = work()
    match fault:
        case "done_5xx":
            return Response(HTML, 502)
        case "garbage":
            return Response(HTML, 200)
        case "timeout":
            _hang_up()
    return answer


def _hang_up() -> None:
    """Sooner than any client's time-out, and the same to it: an answer that never comes."""
    line = request.environ.get("werkzeug.socket")
    if isinstance(line, socket.socket):
        line.shutdown(socket.SHUT_RDWR)
