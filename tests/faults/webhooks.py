"""Orders told by webhooks, each message three times, and the books they must come to."""

import random
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection

from benchmarks import world
from benchmarks.order import signature
from loyalty.inbox.models import Delivery
from loyalty.members.models import Identity
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation, Programme, Shop
from tests.faults import orders

STUCK_AFTER = 300


@dataclass
class Result:
    """`lost` and `double` in points against the oracle; `drift` = balances that differ from their entries."""

    orders: int
    deliveries: int
    troubles: int
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


def shop(name: str, *, document: orders.Json = world.DOCUMENT) -> Shop:
    """A store of that name with a programme and books of its own."""
    programme = Programme.objects.create(created_at=world.LONG_AGO)
    Version.objects.create(
        programme=programme,
        number=1,
        document=document,
        published_at=world.LONG_AGO,
        published_by="faults",
    )
    made = Shop.objects.create(
        programme=programme, platform="shopify", domain=f"{name}.myshopify.com", name=name, currency="USD",
        external_id=f"gid://shopify/Shop/9{programme.pk}", created_at=world.LONG_AGO,
    )  # fmt: skip
    Installation.objects.create(shop=made, installed_at=world.LONG_AGO, installed_by="faults")
    return made


def three_times(drawn: list[orders.Drawn], dice: random.Random, *, shop: Shop) -> list[bytes]:
    """The requests: twice under the same delivery id, once more under another, all shuffled."""
    secret = world.secret().encode()
    made = [
        orders.request(
            topic,
            payload,
            delivery=f"{shop.pk}-{delivery}",
            shop=shop.domain,
            signature=lambda body: signature(body, secret),
        )
        for order in drawn
        for place, (topic, payload) in enumerate(orders.messages(order))
        for delivery in (f"{order.number}-{place}",) * 2 + (f"{order.number}-{place}-again",)
    ]
    dice.shuffle(made)
    return made


@dataclass
class Sender:
    """Sends like the platform: what is not accepted comes again. Seconds it took: the slowest refusal and answer."""

    port: int
    refusals: int = 0
    slowest_refusal: float = 0
    codes: set[int] = field(default_factory=set)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def send(self, requests: Sequence[bytes], *, hands: int = 4) -> None:
        with ThreadPoolExecutor(hands) as pool:
            list(pool.map(self._until_accepted, requests))

    def _until_accepted(self, request: bytes) -> None:
        while True:
            began = time.monotonic()
            code = self._once(request)
            if 200 <= code < 300:
                return
            with self._turn:
                self.refusals += 1
                self.codes.add(code)
                self.slowest_refusal = max(self.slowest_refusal, time.monotonic() - began)
            time.sleep(0.2)

    def _once(self, request: bytes) -> int:
        """The answer's code; 0 when none came."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=15) as sock:
                sock.sendall(request)
                answer = sock.recv(65536)
        except OSError:
            return 0
        return int(answer[9:12] or 0)


def left_after(shop: Shop, *, seconds: float) -> int:
    """Deliveries that still wait; those put off after a failure count too."""
    waiting = Delivery.objects.filter(shop=shop, state=Delivery.State.READY)
    deadline = time.monotonic() + seconds
    while (left := waiting.count()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return left


def compare(shop: Shop, expected: dict[int, int], result: Result) -> None:
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
