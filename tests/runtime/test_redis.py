"""Beyond one box: web servers and workers of separate queues, real processes, on one PostgreSQL and one Redis."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from benchmarks import order
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Balance, Transaction
from loyalty.runtime import children, ports, prepare
from loyalty.runtime.models import Round
from loyalty.runtime.processes import Child
from tests.cast import Cast
from tests.inbox.knock import signature

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS, CUSTOMERS = 30, 7


@dataclass
class House:
    """Processes that meet only in the database and in Redis."""

    redis: "subprocess.Popen[bytes]"
    env: dict[str, str]
    log: Path
    running: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> None:
        child.env = {**child.env, **self.env}
        child.output = self.log
        child.start()
        self.running.append(child)

    def web(self) -> str:
        port = ports.free()
        self.start(children.web(host=ports.HOST, port=port))
        return f"http://{ports.HOST}:{port}"

    def stop(self) -> None:
        for child in self.running:
            child.kill()
            if child.process:
                child.process.wait(10)
        self.redis.kill()
        self.redis.wait(10)


@pytest.fixture
def house(transactional_db: None, needs_redis: str, tmp_path: Path) -> Iterator[House]:
    port = ports.free()
    redis = subprocess.Popen((needs_redis, "--port", str(port), "--save", ""), stdout=subprocess.DEVNULL)
    host, name = connection.get_connection_params()["host"], connection.settings_dict["NAME"]
    env = {
        "DATABASE_URL": f"postgresql://postgres@/{name}?host={host}",
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "LOYALTY_VAR_DIR": str(settings.VAR_DIR),  # where the secrets are
        "LOYALTY_SHOPIFY_ORIGIN": "http://127.0.0.1:1",  # nobody is there
    }
    made = House(redis, env, tmp_path / "log")
    yield made
    made.stop()


def until(true: Callable[[], bool], house: House, *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, house.log.read_text()[-3000:]
        time.sleep(0.1)


def tell(web: str, cast: Cast, *, number: int, delivery: str) -> None:
    body = order.body(number, customers=CUSTOMERS)
    headers = {
        "X-Shopify-Topic": "orders/paid",
        "X-Shopify-Shop-Domain": cast.shop.domain,
        "X-Shopify-Webhook-Id": delivery,
        "X-Shopify-Hmac-Sha256": signature(body),
    }
    assert httpx.post(f"{web}/webhooks/shopify", content=body, headers=headers).status_code == 200


def test_two_web_servers_and_two_workers_of_separate_queues_post_each_fact_once(
    cast: Cast, house: House
) -> None:
    webs = [house.web(), house.web()]
    house.start(children.worker(queues=("outbox", "letters", "insight", "desk"), processes=1, beat=True))
    for web in webs:
        prepare.wait_until_ready(web, seconds=120)
        for number in range(ORDERS):
            tell(web, cast, number=number, delivery=f"same-{number}")
            tell(web, cast, number=number, delivery=f"{web}-{number}")
    # The worker that lives has other queues: it sweeps the outbox, and leaves every delivery alone.
    until(Round.objects.filter(task="loyalty.outbox.tasks.sweep", ended_at__isnull=False).exists, house)
    assert not Delivery.objects.exclude(state=Delivery.State.READY).exists()

    house.start(children.worker(queues=("inbox",), processes=2, beat=False))
    until(lambda: not Delivery.objects.filter(state=Delivery.State.READY).exists(), house)
    assert Delivery.objects.filter(state=Delivery.State.WORKED).count() == 3 * ORDERS
    assert Transaction.objects.filter(shop=cast.shop).count() == ORDERS
    assert Balance.objects.aggregate(points=Sum("available"))["points"] == ORDERS * order.POINTS

    house.redis.kill()
    house.redis.wait(10)
    for web in webs:
        lost = httpx.get(f"{web}/readyz", timeout=15)
        assert (lost.status_code, lost.json()["broker"]) == (503, "down: the broker does not answer")
        tell(web, cast, number=0, delivery=f"late-{web}")  # the row is taken all the same
