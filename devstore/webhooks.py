"""The road from the platform to the app: queue, workers, retries, and what chaos does to it."""

import heapq
import itertools
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
import msgspec

from devstore import signing
from devstore.config import COMPLIANCE, Config
from devstore.state import Install
from devstore.state_webhooks import Attempt, Chaos, Delivery
from devstore.store import Store
from devstore.world import Payload

# eight retries over four hours, each later than the one before
RETRY_SECONDS = (60, 120, 300, 600, 1200, 2400, 3600, 6120)
CONNECT_SECONDS, TOTAL_SECONDS = 1.0, 5.0
WORKERS = 4


class Sender:
    def __init__(self, store: Store, config: Config) -> None:
        self.store, self.config = store, config
        self._scale = float(config.retry_scale)
        self._ready: list[tuple[float, int, int]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._stopping = False
        # shop -> deliveries waiting or under way
        self._open: Counter[str] = Counter()
        self._dice: dict[str, tuple[int, random.Random]] = {}
        self._client = httpx.Client(
            timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,
            follow_redirects=False,
        )
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]

    def start(self) -> None:
        for delivery in self.store.all(Delivery):
            if delivery.state == "queued":
                self._push(delivery, 0)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=TOTAL_SECONDS + 1)
        self._client.close()

    # what happens in the shop

    def chaos(self, shop: str) -> Chaos:
        return self.store.get(Chaos, shop) or Chaos(shop=shop)

    def emit(
        self, shop: str, events: Sequence[tuple[str, Payload]], triggered_at: datetime | None = None
    ) -> None:
        """Queue one event's payloads to every subscription; the road may lose or repeat them."""
        event_id = str(uuid.uuid4())
        moment = triggered_at or datetime.now(UTC)
        for topic, payload in events:
            if not self._listens(shop, topic):
                continue
            body = msgspec.json.encode(payload).decode()
            for subscription in [s for s in self.config.app.subscriptions if s.topic == topic]:
                self._queue(shop, topic, subscription.uri, body, event_id, moment)

    def _listens(self, shop: str, topic: str) -> bool:
        install = self.store.get(Install, shop)
        return install is not None and (install.live or topic in COMPLIANCE or topic == "app/uninstalled")

    def _queue(self, shop: str, topic: str, uri: str, body: str, event_id: str, moment: datetime) -> None:
        chaos, dice = self.chaos(shop), self._dice_of(shop)
        lost = topic in chaos.drop_topics or dice.randrange(100) < chaos.drop_percent
        webhook_id = str(uuid.uuid4())
        for copy in range(1 + chaos.duplicates):
            delivery = Delivery(
                id=self.store.new_id(),
                shop=shop,
                topic=topic,
                uri=uri,
                webhook_id=webhook_id,
                event_id=event_id,
                triggered_at=moment,
                body=body,
                copy=copy,
                state="dropped" if lost else "held" if chaos.paused else "queued",
            )
            self.store.put(delivery)
            if delivery.state == "queued":
                late = dice.randrange(max(1, chaos.shuffle_window_ms)) if chaos.shuffle else 0
                self._push(delivery, (chaos.delay_ms + late) / 1000)

    def _dice_of(self, shop: str) -> random.Random:
        """Seeded per shop, so that a run's misfortunes can be had again."""
        seed = self.chaos(shop).seed
        if shop not in self._dice or self._dice[shop][0] != seed:
            self._dice[shop] = (seed, random.Random(seed))
        return self._dice[shop][1]

    def reseed(self, shop: str) -> None:
        self._dice.pop(shop, None)

    # what the road does

    def flush(self, shop: str) -> int:
        """Let everything held go, shuffled if the shop's chaos says so."""
        held = [d for d in self.store.all(Delivery, shop) if d.state == "held"]
        if self.chaos(shop).shuffle:
            self._dice_of(shop).shuffle(held)
        for place, delivery in enumerate(held):
            delivery.state = "queued"
            self.store.put(delivery)
            self._push(delivery, place / 1_000_000)
        return len(held)

    def resend(self, delivery: Delivery) -> None:
        delivery.state = "queued"
        self.store.put(delivery)
        self._push(delivery, 0)

    def idle(self, shop: str | None = None) -> bool:
        with self._wake:
            return not (self._open[shop] if shop else self._open.total())

    def wait_idle(self, shop: str | None, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.idle(shop):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _push(self, delivery: Delivery, seconds: float) -> None:
        with self._wake:
            self._open[delivery.shop] += 1
            heapq.heappush(self._ready, (time.monotonic() + seconds, next(self._order), delivery.id))
            self._wake.notify()

    def _work(self) -> None:
        while (delivery := self._next()) is not None:
            try:
                self._attempt(delivery)
            finally:
                with self._wake:
                    self._open[delivery.shop] -= 1

    def _next(self) -> Delivery | None:
        with self._wake:
            while not self._stopping:
                wait = self._ready[0][0] - time.monotonic() if self._ready else None
                if wait is not None and wait <= 0:
                    delivery = self.store.get(Delivery, heapq.heappop(self._ready)[2])
                    if delivery is None:
                        continue
                    return delivery
                self._wake.wait(wait)
            return None

    def _attempt(self, delivery: Delivery) -> None:
        started = time.monotonic()
        status, error = self._send(delivery)
        spent = time.monotonic() - started
        if spent > TOTAL_SECONDS:
            status, error = None, "no answer within 5 s"
        attempt = Attempt(at=datetime.now(UTC), status=status, milliseconds=int(spent * 1000), error=error)
        delivery.attempts.append(attempt)
        good = status is not None and 200 <= status < 300
        tries = len(delivery.attempts)
        delivery.state = "delivered" if good else "queued" if tries <= len(RETRY_SECONDS) else "failed"
        self.store.put(delivery)
        if delivery.state == "queued":
            self._push(delivery, RETRY_SECONDS[tries - 1] * self._scale)

    def _send(self, delivery: Delivery) -> tuple[int | None, str | None]:
        body = delivery.body.encode()
        try:
            answer = self._client.post(
                self.config.address(delivery.uri), content=body, headers=self._headers(delivery, body)
            )
        except httpx.HTTPError as failure:
            return None, f"{type(failure).__name__}: {failure}"
        return answer.status_code, None

    def _headers(self, delivery: Delivery, body: bytes) -> dict[str, str]:
        named = {
            "Topic": delivery.topic,
            "Hmac-Sha256": signing.webhook_hmac(self.config.client_secret, body),
            "Shop-Domain": delivery.shop,
            "API-Version": self.config.app.api_version,
            "Webhook-Id": delivery.webhook_id,
            "Event-Id": delivery.event_id,
            "Triggered-At": delivery.triggered_at.isoformat(timespec="microseconds").replace(
                "+00:00", "000Z"
            ),
        }
        prefix = "Shopify-" if self.chaos(delivery.shop).plain_headers else "X-Shopify-"
        return {
            "Content-Type": "application/json",
            "User-Agent": "Devstore-Webhooks/1.0",
            **{prefix + name: value for name, value in named.items()},
        }
