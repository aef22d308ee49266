"""P1: the webhook door, beside a view that only checks the signature and one that credits in the request."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks import world
from benchmarks.row import Row, middle
from loyalty.inbox.models import Delivery
from loyalty.runtime import ports
from loyalty.runtime.processes import Child

BIN = Path(sys.executable).parent
DOOR, SIGNED, CREDIT = "/webhooks/shopify", "/signed", "/credit"


@contextmanager
def served(application: str) -> Iterator[int]:
    """The application under granian, as `manage.py serve` runs it; its port."""
    port = ports.free()
    command = (
        *(str(BIN / "granian"), "--interface", "wsgi", "--http", "1", "--no-ws", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning", application),
    )
    child = Child(application, command)
    child.start()
    try:
        _wait_for(port)
        yield port
    finally:
        child.kill()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server never answered")


def load(port: int, path: str, *, first: int, count: int) -> dict[str, float]:
    command = (
        *(sys.executable, "-m", "benchmarks.load", "--port", str(port), "--path", path),
        *("--first", str(first), "--count", str(count), "--secret", world.secret()),
    )
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    if measured["refused"]:
        raise AssertionError(f"{path} refused {measured['refused']:.0f} requests: the figure is void")
    return measured


def measure(*, quick: bool) -> list[Row]:
    repeats, count = (3, 1000) if quick else (5, 8000)
    plan = ((DOOR, count), (SIGNED, count), (CREDIT, count // 5))
    rates: dict[str, list[float]] = {path: [] for path, _ in plan}
    with served("loyalty.wsgi:application") as ours, served("benchmarks.peers.wsgi:application") as peers:
        for repeat in range(-1, repeats):  # the first one warms up
            for path, size in plan:
                port = ours if path == DOOR else peers
                got = load(port, path, first=1_000_000 + (repeat + 1) * count, count=size)
                if repeat >= 0:
                    rates[path].append(got["rate"])
    stored = Delivery.objects.filter(shop_domain="bench.myshopify.com", topic="orders/paid").count()
    if stored != count * (repeats + 1):
        raise AssertionError(f"{stored} stored of {count * (repeats + 1)}: the figure is void")
    ratios = {path: [a / b for a, b in zip(rates[DOOR], rates[path], strict=True)] for path, _ in plan}
    rate, _ = middle(rates[DOOR])
    to_signed, spread = middle(ratios[SIGNED])
    to_credit, spread_credit = middle(ratios[CREDIT])
    return [
        Row("P1a", "webhook door, accepted/s : view that only checks the HMAC", rate, "1/s", to_signed,
            "≥ 0.45", to_signed >= 0.45, spread),
        Row("P1b", "webhook door, accepted/s : view that credits by ORM", rate, "1/s", to_credit,
            "≥ 4.5", to_credit >= 4.5, spread_credit),
    ]  # fmt: skip
