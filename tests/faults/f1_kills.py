"""F1: every message three times, in random order, while workers are killed and PostgreSQL is stopped at once."""

import random
import time

from django.conf import settings

from benchmarks.load import run
from tests.faults import orders
from tests.faults.breaking import again_and_again, killed_one, stop_postgres_at_once
from tests.faults.stage import house
from tests.faults.webhooks import STUCK_AFTER, Result, compare, left_after, shop, three_times


def play(*, seed: int, count: int, kills: int, stops: int) -> Result:
    dice, here = random.Random(seed), shop("kills")
    drawn = orders.draw(dice, orders=count, customers=max(count // 8, 3))
    requests = three_times(drawn, dice, shop=here)
    result = Result(orders=count, deliveries=len(requests), troubles=kills + stops)
    started = time.monotonic()
    port, worker = house().port, house().worker
    with again_and_again(lambda: killed_one(worker, dice), dice, times=kills, every=0.8):
        result.refused = int(run(requests, port=port, connections=4)["refused"])
        for _ in range(stops):
            stop_postgres_at_once(settings.VAR_DIR / "postgres")
            time.sleep(1)
    result.stuck = left_after(here, seconds=STUCK_AFTER)
    compare(here, orders.expected(drawn), result)
    result.seconds = time.monotonic() - started
    return result
