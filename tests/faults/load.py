"""Load: webhooks, widget reads and redemptions at a steady pace, in a burst, at five times the pace, at one member."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks import order, world
from loyalty.desk.adjusting import adjust_many
from loyalty.inbox.models import Delivery
from loyalty.ledger.adjust import Adjustment
from loyalty.ledger.models import Spend
from loyalty.ledger.verify import sound, verify
from loyalty.members.models import Member
from loyalty.members.recognise import recognise
from loyalty.programmes.models import Version
from loyalty.runtime import children, ports, prepare
from loyalty.runtime.processes import Supervisor
from loyalty.shops.models import Shop
from storefront_widget import nonce
from tests.faults.open_loop import Kind, Seen, sent
from tests.shopify.signing import proxied

PEOPLE, GIVEN = 300, 100_000
MUG = {"id": "mug", "kind": "custom", "title": "A mug", "cost": 1}
EARNED = "SELECT coalesce(sum(posted), 0) FROM ledger_award WHERE shop_id = %s"
LAG = """
SELECT coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM worked_at - received_at)), 0)
FROM inbox_delivery WHERE shop_id = %s AND id > %s
"""


@dataclass
class Result:
    """`lag`: seconds from event to balance, the 99th of a hundred; `backlog`: until nothing waited any more."""

    name: str
    seen: dict[str, Seen]
    lag: float = 0
    backlog: float = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Town:
    """One shop under load; numbers of orders go on from load to load."""

    shop: Shop
    port: int
    orders: int = 0
    wishes: int = 0
    redeemed: int = 0

    def webhook(self, customers: int) -> Kind:
        first, secret = self.orders, world.secret().encode()

        def make(number: int) -> bytes:
            wanted = {"first": first + number, "count": 1, "secret": secret, "customers": customers}
            return next(order.requests(path="/webhooks/shopify", **wanted))  # type: ignore[arg-type]

        return Kind(0, make)

    def look(self) -> Kind:
        return Kind(0, lambda number: _request("GET", "data", self.shop, _customer(number)))

    def redeem(self) -> Kind:
        first = self.wishes

        def make(number: int) -> bytes:
            customer = _customer(number)
            proof = nonce.make(shop_id=self.shop.pk, customer=customer, action="redeem", now=timezone.now())
            body = {"nonce": proof, "key": f"load-key-{first + number}", "reward": "mug"}
            return _request("POST", "redeem", self.shop, customer, json.dumps(body).encode())

        return Kind(0, make)


def _customer(number: int) -> str:
    return str(order.FIRST_CUSTOMER + number % PEOPLE)


def _request(method: str, path: str, shop: Shop, customer: str, body: bytes = b"") -> bytes:
    head = (
        f"{method} /proxy/{path}?{proxied(shop.domain, customer)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def furnish(shop: Shop) -> None:
    """A reward, and people who have joined and can pay."""
    Version.objects.filter(programme=shop.programme_id).update(document=world.DOCUMENT | {"rewards": [MUG]})
    now = timezone.now()
    members = recognise(shop=shop, keys=[("customer", _customer(n)) for n in range(PEOPLE)], now=now).values()
    Member.objects.filter(pk__in=members).update(joined_at=now, joined_by="account")
    given = [Adjustment(member_id=one, points=GIVEN, why="load", key=f"load:{one}") for one in members]
    adjust_many(shop=shop, adjustments=given, actor="load", now=now)


def play(shop: Shop, *, scale: float, only: str = "") -> list[Result]:
    """All loads, or only one; `scale` of their time."""
    furnish(shop)
    log, town = settings.VAR_DIR / "faults.log", Town(shop, ports.free())
    house = [
        children.web(host=ports.HOST, port=town.port, output=log),
        children.worker(queues=("inbox",), processes=1, beat=False, output=log),
        children.worker(queues=("outbox", "letters", "insight", "desk"), processes=1, output=log),
    ]
    with Supervisor(house):
        prepare.wait_until_ready(f"http://{ports.HOST}:{town.port}", seconds=60)
        return [load(town, name, scale) for name in LOADS if only in ("", name)]


# name: seconds, webhooks, looks and redemptions a second, customers of the webhooks' orders
LOADS: Mapping[str, tuple[float, float, float, float, int]] = {
    "warm": (20, 20, 20, 5, PEOPLE),
    "steady": (600, 50, 50, 5, PEOPLE),
    "burst": (200, 100, 0, 0, PEOPLE),
    "overload": (60, 250, 250, 25, PEOPLE),
    "hot": (60, 50, 10, 0, 1),
}


def load(town: Town, name: str, scale: float) -> Result:
    seconds, webhooks, looks, redemptions, customers = LOADS[name]
    last = Delivery.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    kinds = {
        "webhooks": town.webhook(customers)._replace(rate=webhooks),
        "looks": town.look()._replace(rate=looks),
        "redemptions": town.redeem()._replace(rate=redemptions),
    }
    wanted = {kind: one for kind, one in kinds.items() if one.rate}
    result = Result(name, sent(wanted, port=town.port, seconds=seconds * scale))
    _wait(town, result, last)
    town.orders += int(webhooks * seconds * scale)
    town.wishes += int(redemptions * seconds * scale)
    _judge(town, result)
    return result


def _wait(town: Town, result: Result, last: int) -> None:
    began, waiting = time.monotonic(), Delivery.objects.filter(shop=town.shop, state="ready")
    while waiting.exists() and time.monotonic() - began < 300:
        time.sleep(0.2)
    result.backlog = time.monotonic() - began
    if left := waiting.count():
        result.wrong.append(f"{left} webhooks wait after five minutes")
    with connection.cursor() as cursor:
        cursor.execute(LAG, [town.shop.pk, last])
        result.lag = float(cursor.fetchone()[0])


def _judge(town: Town, result: Result) -> None:
    """The books against what was sent and accepted, by figures that stand in the orders' template."""
    with connection.cursor() as cursor:
        cursor.execute(EARNED, [town.shop.pk])
        earned = int(cursor.fetchone()[0])
    stored, spent = Delivery.objects.filter(shop=town.shop), Spend.objects.filter(shop=town.shop)
    facts = {
        "points": (earned, order.POINTS * stored.filter(state="worked").count()),
        "webhooks refused": (result.seen["webhooks"].asked - result.seen["webhooks"].taken, 0),
        "webhooks stored": (stored.count(), town.orders),
        "proofs": (sound(verify(programme_id=town.shop.programme_id)), True),
    }
    town.redeemed += result.seen["redemptions"].taken if "redemptions" in result.seen else 0
    late = (
        spent.count() - town.redeemed
    )  # whoever was not answered in time may have been given it all the same
    facts["redemptions astray"] = (min(max(late, 0), _unanswered(result)), late)
    town.redeemed += late
    result.wrong += [
        f"{what}: {found}, wanted {wish}" for what, (found, wish) in facts.items() if found != wish
    ]


def _unanswered(result: Result) -> int:
    return result.seen["redemptions"].codes.get("0", 0) if "redemptions" in result.seen else 0
