"""A store's past is read in steps; kills, stops, expiry and other people's exports cost time and nothing else."""

from datetime import timedelta

import pytest

from loyalty.insight.job import STALE, Superseded, resume, stop, tell
from loyalty.insight.models import PastOrders, PastPart
from loyalty.insight.read_store import read_store
from loyalty.insight.work import go_on_reading
from loyalty.shops.models import Shop
from tests.insight.pasts import asked, now, read, taken, words, wrong
from tests.shopify.town import Town


def busy(town: Town) -> Shop:
    """Three orders of a loyal member, one of a guest; one of them refunded."""
    shop = town.shop()
    loyal = town.customer(shop, "loyal@example.com")
    for _ in range(2):
        town.order(shop, customer_id=loyal)
    town.order(shop, email="guest@example.com")
    town.order(shop, ("refund", {"lines": {"0": 1}}), customer_id=loyal)
    return shop


def test_a_past_is_read_whole_with_its_refunds(town: Town) -> None:
    past = read(asked(busy(town)))
    assert (past.state, past.orders, past.refused_count, past.left) == ("done", 4, 0, [])
    assert (past.done, past.of) == (4, 4)
    assert past.since is not None
    assert past.reach is not None
    assert words(past).count("Refund(") == 1


def test_what_is_kept_can_be_read_by_nobody_who_has_only_the_rows(town: Town) -> None:
    past = read(asked(busy(town)))
    raw = b"".join(bytes(part.body) for part in PastPart.objects.filter(past=past))
    assert b"guest@example.com" not in raw
    assert "guest@example.com" in words(past)


def test_asking_again_while_one_is_under_way_gives_the_same(town: Town) -> None:
    shop = busy(town)
    assert asked(shop) == asked(shop)
    assert PastOrders.objects.count() == 1


def test_a_worker_killed_at_any_step_leaves_one_whole_past(town: Town) -> None:
    shop = busy(town)
    past = asked(shop)
    for _ in range(2):  # asked the store, and was killed before it could write the answer down
        taken(past)
        PastOrders.objects.filter(pk=past.pk).update(worked_at=now() - STALE - timedelta(seconds=1))
    go_on_reading(past.pk)
    past.refresh_from_db()
    assert past.export
    mine = taken(read_until_done(past))
    read_store(mine, now=now())  # fetched the export; killed before the refunds
    PastOrders.objects.filter(pk=past.pk).update(
        state="running", worked_at=now() - STALE - timedelta(seconds=1)
    )
    assert read(past).orders == 4
    assert words(past).count("OrderTold(") == 4


def read_until_done(past: PastOrders) -> PastOrders:
    PastOrders.objects.filter(pk=past.pk).update(state="waiting", stage="export", next_at=now())
    return past


def test_a_worker_that_lost_its_turn_writes_nothing_any_more(town: Town) -> None:
    past = asked(busy(town))
    mine = taken(past)
    PastOrders.objects.filter(pk=past.pk).update(worked_at=now() - STALE - timedelta(seconds=1))
    taken(past)
    with pytest.raises(Superseded):
        tell(mine, now=now(), done=99)
    past.refresh_from_db()
    assert past.done == 0


def test_a_stopped_reading_stays_stopped_until_it_is_resumed(town: Town) -> None:
    shop = busy(town)
    wrong(town, shop, hold=True)
    past = asked(shop)
    go_on_reading(past.pk)
    assert stop(past, now=now())
    go_on_reading(past.pk)
    past.refresh_from_db()
    assert (past.state, PastPart.objects.count()) == ("stopped", 0)
    wrong(town, shop)
    assert resume(past, now=now())
    assert read(past).orders == 4


@pytest.mark.parametrize("faults", [{"fail": "TIMEOUT"}, {"cut": 40}, {"gone": True}], ids=str)
def test_a_store_that_keeps_failing_is_asked_three_times_and_then_said_so(
    town: Town, faults: dict[str, object]
) -> None:
    shop = busy(town)
    wrong(town, shop, **faults)
    past = read(asked(shop))
    assert (past.state, past.tries) == ("failed", 2)
    assert "The store" in past.failure
    assert not PastPart.objects.exists(), "half of a past is none"
    wrong(town, shop)
    assert resume(past, now=now(), tries=0)
    assert read(past).orders == 4


def test_an_export_that_expired_before_it_was_fetched_is_asked_for_anew(town: Town) -> None:
    shop = busy(town)
    past = asked(shop)
    read_store(taken(past), now=now())
    wrong(town, shop, expire=True)
    assert read(past).orders == 4


def test_another_apps_export_is_waited_for(town: Town) -> None:
    shop = busy(town)
    wrong(town, shop, busy=True)
    past = asked(shop)
    go_on_reading(past.pk)
    past.refresh_from_db()
    assert (past.state, past.stage, past.tries) == ("waiting", "ask", 0)
    assert past.next_at > now() + timedelta(seconds=30)
    wrong(town, shop)
    assert read(past).orders == 4


def test_a_shop_that_left_is_not_asked(town: Town) -> None:
    shop = busy(town)
    shop.installations.update(uninstalled_at=now())
    assert read(asked(shop)).failure == "The app is not installed in the store."


def test_another_shops_orders_are_not_among_them(town: Town) -> None:
    busy(town)
    mine = town.shop()
    assert read(asked(mine)).orders == 0
