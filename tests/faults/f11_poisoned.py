"""F11: one poisoned shop among fifty. The others' webhooks are worked as soon as without it.

Webhooks come at a steady pace. Rounds without and with the poison take turns, so that a busy machine is busy for both;
the medians are compared.
"""

import json
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from benchmarks import world
from benchmarks.order import signature
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop
from tests.faults import orders
from tests.faults.open_loop import Kind, sent
from tests.faults.stage import house, said
from tests.faults.webhooks import Result, compare, left_after
from tests.faults.webhooks import shop as a_shop

WITHIN = 1.2
PACE = 50  # of the others' webhooks in a second: none waits for a processor, so what is seen is who waits for whom
TIMES = 10  # as much as another shop
POISON = (  # each is signed rightly, and cannot be worked
    b"{",
    b"null",
    b'{"id": 1, "line_items": 7}',
    b"[" * 100_000,
    b'{"id": NaN}',
    b'{"id": "\\u0000", "updated_at": "9999"}',
    b'{"price": ' + b"9" * 5_000 + b"}",
    b"\xff\xfe",
    json.dumps({"id": 5, "note": "x" * 2_700_000}).encode(),
)
LAG = """
SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM worked_at - received_at))
FROM inbox_delivery WHERE shop_id = ANY(%s) AND delivery_id LIKE %s
"""


@dataclass
class Poisoned:
    """`clean` and `beside`: the others' 95th of a hundred, in seconds from event to balance, by round."""

    shops: int
    clean: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    parked: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def ratio(self) -> float:
        return statistics.median(self.beside) / statistics.median(self.clean)


def play(*, seed: int, shops: int, rounds: int, each: int) -> Poisoned:
    """`rounds` of either kind, in which every shop sells `each` times."""
    dice, result, began = random.Random(seed), Poisoned(shops), time.monotonic()
    good = [a_shop(f"good-{number}") for number in range(shops - 1)]
    bad = a_shop("poisoned")
    drawn = {one.pk: orders.draw(dice, orders=each * (1 + 2 * rounds), customers=5) for one in good}
    for number in range(1 + 2 * rounds):  # the first warms up
        sold = [(one, order) for one in good for order in drawn[one.pk][number * each :][:each]]
        requests = [_request(one, order, number) for one, order in sold]
        if number % 2:
            requests += [_poison(bad, number, place) for place in range(TIMES * each)]
        dice.shuffle(requests)
        result.wrong += _sent(requests, seconds=len(sold) / PACE)
        left = left_after(bad, seconds=60) + sum(left_after(one, seconds=60) for one in good)
        result.wrong += [f"round {number}: {left} still wait"] if left else []
        if number:
            (result.beside if number % 2 else result.clean).append(_lag(good, number))
    for one in good:
        result.wrong += list(_judged(one, drawn[one.pk]))
    result.parked = Delivery.objects.filter(shop=bad, state="parked").count()
    result.seconds = time.monotonic() - began
    return result


def _sent(requests: list[bytes], *, seconds: float) -> list[str]:
    kind = Kind(len(requests) / seconds, lambda number: requests[number])
    seen = sent({"webhooks": kind}, port=house().port, seconds=seconds)["webhooks"]
    return [] if seen.taken == len(requests) else [f"answered {seen.codes}, wanted {len(requests)} of 2xx"]


def _request(here: Shop, order: orders.Drawn, number: int) -> bytes:
    topic, payload = list(orders.messages(order))[-1]
    return _signed(here, topic, orders.body(payload), f"{number}-{here.pk}-{order.number}")


def _poison(bad: Shop, number: int, place: int) -> bytes:
    return _signed(bad, "orders/paid", POISON[place % len(POISON)], f"{number}-poison-{place}")


def _signed(here: Shop, topic: str, body: bytes, delivery: str) -> bytes:
    return orders.posted(
        topic, body, delivery=delivery, shop=here.domain, at=orders.START.isoformat(),
        signature=signature(body, world.secret().encode()),
    )  # fmt: skip


def _lag(good: list[Shop], number: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute(LAG, [[one.pk for one in good], f"{number}-%"])
        return float(cursor.fetchone()[0])


def _judged(here: Shop, drawn: list[orders.Drawn]) -> Iterator[str]:
    result = Result(len(drawn), 0, 0)
    compare(here, orders.expected(drawn), result)
    if not result.passed:
        yield f"{here.domain}: {result}"


def run(quick: bool, seed: int) -> bool:
    house()
    got = play(seed=seed, shops=8 if quick else 50, rounds=1 if quick else 6, each=4 if quick else 8)
    slower = "" if quick or got.ratio <= WITHIN else f"the others wait {got.ratio:.2f} times as long"
    wrong = got.wrong + ([slower] if slower else []) + ([] if got.parked else ["nothing was parked"])
    return said(
        "F11",
        f"one poisoned shop among {got.shops}, {got.parked} of its webhooks parked; the others' p95 from event to "
        f"balance {statistics.median(got.clean):.2f} s without it, {statistics.median(got.beside):.2f} s beside it: "
        f"{got.ratio:.2f} times, {got.seconds:.0f} s",
        f"without {_list(got.clean)}, beside {_list(got.beside)}  seed {seed}",
        passed=not wrong,
        wrong=wrong,
    )


def _list(seconds: list[float]) -> str:
    return " ".join(f"{one:.2f}" for one in seconds)
