"""F4, F5: the broker forgets everything again and again, or is not there at all; the books lack nothing."""

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Max
from redis import Redis, RedisError

from benchmarks.load import run
from loyalty.inbox.models import Delivery
from loyalty.runtime import children, ports, prepare
from loyalty.runtime.processes import Child, Supervisor
from tests.faults import orders
from tests.faults.breaking import again_and_again
from tests.faults.webhooks import STUCK_AFTER, Result, compare, left_after, shop, three_times

LATE = timedelta(seconds=60)


@dataclass
class Forgotten(Result):
    """`lag`: the longest that a delivery waited, in seconds."""

    lag: float = 0

    @property
    def passed(self) -> bool:
        return super().passed and self.lag <= LATE.total_seconds()


def play(*, seed: int, count: int, wipes: int, short: bool = False) -> Forgotten:
    """With no wipes there is no broker from the beginning to the end.

    `short`: whose turn it is not stays away, the worker from where no broker is, the sweeper from where one is.
    """
    dice, here = random.Random(seed), shop(f"broker-{wipes}")
    drawn = orders.draw(dice, orders=count, customers=max(count // 8, 3))
    requests = three_times(drawn, dice, shop=here)
    result = Forgotten(orders=count, deliveries=len(requests), troubles=wipes)
    started = time.monotonic()
    port, broker, log = ports.free(), ports.free(), settings.VAR_DIR / "faults.log"
    house = [children.web(host=ports.HOST, port=port, output=log)]
    house += [children.worker(output=log)] if wipes or not short else []
    every, late = (1, 2) if short else (5, 20)
    house += [children.sweeper(every=every, late=late, output=log)] if not (wipes and short) else []
    with _redis(broker, there=bool(wipes)) as redis, Supervisor([_at(child, broker) for child in house]):
        prepare.wait_until_ready(f"http://{ports.HOST}:{port}", seconds=60, path="/healthz")
        with again_and_again(lambda: _wiped(redis), dice, times=wipes, every=1.5):
            result.refused = int(run(requests, port=port, connections=4)["refused"])
        result.stuck = left_after(here, seconds=STUCK_AFTER)
    waited = Delivery.objects.filter(shop=here).aggregate(most=Max(F("worked_at") - F("received_at")))["most"]
    result.lag = (waited or timedelta()).total_seconds()
    compare(here, orders.expected(drawn), result)
    result.seconds = time.monotonic() - started
    return result


def _at(child: Child, port: int) -> Child:
    child.env = {**child.env, "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    return child


@contextmanager
def _redis(port: int, *, there: bool) -> Iterator[Redis]:
    client = Redis(port=port)
    if not there:
        yield client
        return
    command = ("redis-server", "--port", str(port), "--save", "", "--loglevel", "warning")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            yield client
        finally:
            process.terminate()


def _wiped(redis: Redis) -> bool:
    try:
        return bool(redis.flushall())
    except RedisError:
        return False  # it is not up yet
