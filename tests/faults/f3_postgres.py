"""F3: PostgreSQL stops and its connections are cut while webhooks come; the web server says 503, and recovers."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection

from loyalty.runtime import ports, prepare
from tests.faults import orders
from tests.faults.breaking import again_and_again, stop_postgres_at_once
from tests.faults.stage import house
from tests.faults.webhooks import STUCK_AFTER, Result, Sender, compare, left_after, shop, three_times

CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"


@dataclass
class Stopped(Result):
    """`slowest`: seconds of the slowest refusal; `recovery`: until the server was ready after a stop, at most."""

    slowest: float = 0
    recovery: float = 0
    codes: str = ""

    @property
    def passed(self) -> bool:
        return super().passed and self.recovery <= 10 and self.codes in ("", "0", "503", "0 503")


def play(*, seed: int, count: int, stops: int, cuts: int) -> Stopped:
    dice, here = random.Random(seed), shop("postgres")
    drawn = orders.draw(dice, orders=count, customers=max(count // 8, 3))
    requests = three_times(drawn, dice, shop=here)
    result = Stopped(orders=count, deliveries=len(requests), troubles=stops + cuts)
    started = time.monotonic()
    port = house().port
    sender, address = Sender(port), f"http://{ports.HOST}:{port}"
    with (
        again_and_again(_cut, dice, times=cuts, every=1.5),
        again_and_again(_stopped(address, result), dice, times=stops, every=6 if stops > 1 else 2),
    ):
        sender.send(requests)
    connection.close()  # ours was cut too
    result.slowest, result.codes = sender.slowest_refusal, " ".join(map(str, sorted(sender.codes)))
    result.stuck = left_after(here, seconds=STUCK_AFTER)
    compare(here, orders.expected(drawn), result)
    result.seconds = time.monotonic() - started
    return result


def _cut() -> bool:
    """Every connection but ours ends in the middle of what it does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            cursor.execute(CUT, [cursor.fetchone()[0]])
    except DatabaseError:
        connection.close()  # it is down just now
        return False
    return True


def _stopped(address: str, result: Stopped) -> Callable[[], bool]:
    def stop() -> bool:
        stop_postgres_at_once(settings.VAR_DIR / "postgres")
        up = time.monotonic()
        prepare.wait_until_ready(address, seconds=60)
        result.recovery = max(result.recovery, time.monotonic() - up)
        return True

    return stop
