"""One shop's flood is not the other shops' wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection

from loyalty.engine.facts import Fact
from loyalty.inbox import claim, drain
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop
from tests.cast import Cast

pytestmark = [pytest.mark.usefixtures("pretend"), pytest.mark.django_db]


def flood(shop: Shop, number: int, *, at: datetime, size: int = 1) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO inbox_delivery (shop_id, platform, shop_domain, topic, delivery_id, event_id,
                                        received_at, next_at, headers, body, state, reason, attempts)
            SELECT %s, 'shopify', %s, 'orders/create', n::text, '', %s, %s, '{}',
                   convert_to(rpad(n::text, %s, 'x'), 'UTF8'), 'ready', '', 0 FROM generate_series(1, %s) n
            """,
            [shop.id, shop.domain, at, at, size, number],
        )


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Shop and size of every batch that reached the desk."""
    seen: list[tuple[str, int]] = []

    def work(*, shop: Shop, told: Sequence[tuple[int, Fact]], now: datetime) -> dict[int, str]:
        seen.append((shop.domain, len(told)))
        return {}

    monkeypatch.setattr(drain, "work", work)
    return seen


def test_a_shop_with_a_flood_delays_another_by_one_batch(cast: Cast, batches: list[tuple[str, int]]) -> None:
    flood(cast.shop, 2_000, at=cast.now)
    flood(cast.other_shop, 1, at=cast.now + timedelta(hours=1))
    assert drain.drain() == 2_001
    assert (cast.other_shop.domain, 1) in batches[:2]
    assert max(size for _, size in batches) <= claim.BATCH


def test_large_bodies_make_small_batches(cast: Cast, batches: list[tuple[str, int]]) -> None:
    flood(cast.shop, 5, at=cast.now, size=claim.BATCH_BYTES // 2)
    drain.drain()
    assert batches == [(cast.shop.domain, 2), (cast.shop.domain, 2), (cast.shop.domain, 1)]


def test_looking_for_work_does_not_read_the_flood(cast: Cast) -> None:
    flood(cast.shop, 3_000, at=cast.now)
    flood(cast.other_shop, 1, at=cast.now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_delivery")
        query = claim.READY_SHOPS % {"now": "now()"}
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}")
        plan = cursor.fetchone()[0][0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 30
    assert set(claim.ready_shops(now=cast.now)) == {cast.shop.id, cast.other_shop.id}


def test_a_drain_whose_time_is_up_stops_and_leaves_the_rest(
    cast: Cast, batches: list[tuple[str, int]]
) -> None:
    flood(cast.shop, 300, at=cast.now)
    drain.drain(seconds=0)
    assert len(batches) == 0
    assert Delivery.objects.filter(state="ready").count() == 300


def test_the_backlogs_age_is_that_of_the_oldest_delivery_that_could_be_worked(cast: Cast) -> None:
    assert claim.backlog_age(now=cast.now) == timedelta()
    flood(cast.shop, 2, at=cast.now - timedelta(seconds=90))
    flood(cast.other_shop, 1, at=cast.now + timedelta(hours=1))
    assert claim.backlog_age(now=cast.now) == timedelta(seconds=90)
