"""F1: every message three times, in random order, while workers are killed and PostgreSQL is stopped at once."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from benchmarks import world
from benchmarks.load import run
from benchmarks.order import SHOP, signature
from loyalty.common.postgres import embedded
from loyalty.inbox.models import Delivery
from loyalty.members.models import Identity
from loyalty.runtime import children, ports, prepare
from loyalty.runtime.processes import Child, Supervisor
from loyalty.shops.models import Shop
from tests.faults import orders

STUCK_AFTER = 300


@dataclass
class Result:
    """`lost` and `double` in points against the oracle; `drift` = balances that differ from their entries."""

    orders: int
    deliveries: int
    kills: int
    stops: int
    lost: int = 0
    double: int = 0
    drift: int = 0
    stuck: int = 0
    refused: int = 0
    parked: int = 0
    seconds: float = 0

    @property
    def passed(self) -> bool:
        return not (self.lost or self.double or self.drift or self.stuck or self.refused or self.parked)


def play(shop: Shop, *, seed: int, count: int, kills: int, stops: int) -> Result:
    dice = random.Random(seed)
    drawn = orders.draw(dice, orders=count, customers=max(count // 8, 3))
    requests = list(_three_times(drawn, dice))
    result = Result(orders=count, deliveries=len(requests), kills=kills, stops=stops)
    started = time.monotonic()
    port = ports.free()
    log = settings.VAR_DIR / "faults.log"
    worker = children.worker(output=log)
    with Supervisor([children.web(host=ports.HOST, port=port, output=log), worker]):
        prepare.wait_until_ready(f"http://{ports.HOST}:{port}", seconds=60)
        with _killing(worker, dice, times=kills):
            result.refused = int(run(requests, port=port, connections=4)["refused"])
            for _ in range(stops):
                _stop_postgres_at_once(settings.VAR_DIR / "postgres")
                time.sleep(1)
        result.stuck = _left_after(shop, seconds=STUCK_AFTER)
    _compare(shop, orders.expected(drawn), result)
    result.seconds = time.monotonic() - started
    return result


def _three_times(drawn: list[orders.Drawn], dice: random.Random) -> list[bytes]:
    """Twice under the same delivery id, once more under another, all shuffled."""
    secret = world.secret().encode()
    made = [
        orders.request(
            topic, payload, delivery=delivery, shop=SHOP, signature=lambda body: signature(body, secret)
        )
        for order in drawn
        for place, (topic, payload) in enumerate(orders.messages(order))
        for delivery in (f"{order.number}-{place}",) * 2 + (f"{order.number}-{place}-again",)
    ]
    dice.shuffle(made)
    return made


@contextmanager
def _killing(worker: Child, dice: random.Random, *, times: int, every: float = 0.8) -> Iterator[None]:
    """SIGKILL, `every` so many seconds, for the worker or one of its processes, until all kills are done."""
    over = threading.Event()

    def kill() -> None:
        done = 0
        while done < times and not over.is_set():
            time.sleep(every * (0.4 + 1.2 * dice.random()))
            done += _kill_one(worker, dice)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    try:
        yield
        thread.join(times * (every + 9))
    finally:
        over.set()


def _kill_one(worker: Child, dice: random.Random) -> bool:
    if worker.process is None:
        return False
    try:
        main = psutil.Process(worker.process.pid)
        workers = main.children(recursive=True)
        if not workers:
            return False  # it has not begun to work
        victim = dice.choice([*workers, main])
        os.kill(victim.pid, signal.SIGKILL)
    except (psutil.NoSuchProcess, ProcessLookupError):
        return False
    return True


def _stop_postgres_at_once(data: Path) -> None:
    """As a power cut would: no checkpoint, every connection gone; it recovers from its log."""
    connection.close()
    postmaster = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(30)
    embedded.revive(data)


def _left_after(shop: Shop, *, seconds: float) -> int:
    """Deliveries that still wait; those put off after a failure count too."""
    waiting = Delivery.objects.filter(shop=shop, state=Delivery.State.READY)
    deadline = time.monotonic() + seconds
    while (left := waiting.count()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return left


def _compare(shop: Shop, expected: dict[int, int], result: Result) -> None:
    owner = dict(Identity.objects.filter(shop=shop, kind="customer").values_list("value", "member_id"))
    with connection.cursor() as cursor:
        cursor.execute(HELD, [shop.programme_id])
        held = dict(cursor.fetchall())
        cursor.execute(DRIFT, [shop.programme_id])
        result.drift = int(cursor.fetchone()[0])
    for customer, points in expected.items():
        difference = held.get(owner.get(str(customer)), 0) - points
        result.lost += max(-difference, 0)
        result.double += max(difference, 0)
    result.parked = Delivery.objects.filter(shop=shop, state=Delivery.State.PARKED).count()


HELD = """
SELECT member_id, available + pending + reserved + debt FROM ledger_balance
WHERE programme_id = %s AND currency = 'points'
"""
DRIFT = """
SELECT count(*) FROM ledger_balance b LEFT JOIN (
  SELECT member_id, currency, sum(amount) AS points FROM ledger_entry
  WHERE member_id IS NOT NULL GROUP BY 1, 2) e USING (member_id, currency)
WHERE b.programme_id = %s AND b.pending + b.available + b.reserved + b.debt <> coalesce(e.points, 0)
"""
