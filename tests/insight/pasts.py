"""Reading pasts and playing them as the workers would, without waiting for clocks."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from loyalty.engine.document import parse
from loyalty.insight.job import take
from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.parts import in_time
from loyalty.insight.read_file import from_file
from loyalty.insight.read_store import from_store
from loyalty.insight.simulate import order
from loyalty.insight.work import go_on_playing, go_on_reading
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT
from tests.shopify.bodies import Json
from tests.shopify.town import Town

BY = "owner@tea.example"


def wrong(town: Town, shop: Shop, **faults: object) -> None:
    answer = town.http.put(f"/_control/shops/{shop.domain}/bulk", json=faults)
    assert answer.status_code == 200, answer.text


def now() -> datetime:
    return datetime.now(UTC)


def asked(shop: Shop) -> PastOrders:
    return from_store(shop=shop, by=BY, now=now())


def read(past: PastOrders) -> PastOrders:
    """Goes on until it is over; waiting for the store is cut short."""
    for _ in range(200):
        PastOrders.objects.filter(pk=past.pk, state="waiting").update(next_at=now())
        go_on_reading(past.pk)
        past.refresh_from_db()
        if not past.is_open:
            return past
        time.sleep(0.02)
    raise AssertionError("the past was never read")


def uploaded(shop: Shop, lines: list[Json] | bytes, name: str = "year.jsonl") -> PastOrders:
    body = lines if isinstance(lines, bytes) else "".join(json.dumps(one) + "\n" for one in lines).encode()
    file = SimpleUploadedFile(name, body)
    return from_file(shop=shop, file=file, name=name, by=BY, now=now())


def run(past: PastOrders, document: dict[str, Any] | None = None, rules: str = "draft") -> Simulation:
    made = order(past=past, document=parse(document or DOCUMENT), rules=rules, by=BY, now=now())
    go_on_playing(made.pk)
    made.refresh_from_db()
    return made


def taken(past: PastOrders) -> PastOrders:
    """As a worker has it in its hands."""
    found = take(PastOrders, past.pk, now=now())
    assert found is not None
    return found


def words(past: PastOrders) -> str:
    """Everything that is kept, opened."""
    return repr([told.open() for told in in_time(past)])


def days_ago(days: int) -> str:
    return (now() - timedelta(days=days)).isoformat()
