"""Errands are carried once the store answers, again when it does not, and given up only after many tries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from loyalty.outbox.drain import drain
from loyalty.outbox.forget import person
from loyalty.outbox.lane import ATTEMPTS, IN_A_ROW
from loyalty.outbox.lease import LEASE, done, lease
from loyalty.outbox.models import Errand
from loyalty.outbox.retry import retry
from loyalty.outbox.want import Wish, want
from loyalty.shops.models import Audit, Installation, Shop
from loyalty.shops.platform import StoreFailed, StoreRefused
from tests.cast import NOW, Cast

State = Errand.State
carried: list[tuple[int, dict[str, Any]]] = []
troubles: list[Exception] = []
silent: set[int] = set()


def carry(*, shop: Shop, wanted: dict[str, Any], now: datetime) -> None:
    """Stands for a kind of errand: remembers, or fails as the test says."""
    if shop.pk in silent:
        raise StoreFailed("no answer")
    if troubles:
        raise troubles.pop(0)
    carried.append((shop.pk, wanted))


@pytest.fixture(autouse=True)
def _a_kind_for_the_test(settings: LazySettings) -> Iterator[None]:
    settings.ERRANDS = {"test": f"{__name__}.carry"}
    yield
    carried.clear()
    troubles.clear()
    silent.clear()


def wish(shop: Shop, key: str = "a", now: datetime = NOW, **wanted: Any) -> Errand:
    want(wishes=[Wish(shop.pk, "test", key, wanted or {"customer": "1"})], now=now)
    return Errand.objects.get(shop=shop, key=key)


def run(now: datetime = NOW) -> int:
    return drain(clock=lambda: now)


def test_what_is_wanted_is_carried_once(cast: Cast) -> None:
    row = wish(cast.shop, n=1)
    assert (run(), run()) == (1, 0)
    row.refresh_from_db()
    assert (carried, row.state, row.attempts) == ([(cast.shop.pk, {"n": 1})], State.DONE, 1)


def test_the_latest_wish_stands_and_the_same_wish_again_changes_nothing(cast: Cast) -> None:
    wish(cast.shop, n=1)
    wish(cast.shop, n=2)
    assert run() == 1
    wish(cast.shop, n=2)
    assert run() == 0
    assert [wanted for _, wanted in carried] == [{"n": 2}]


def test_a_wish_that_comes_while_the_last_is_on_its_way_is_carried_too(cast: Cast) -> None:
    wish(cast.shop, n=1)
    leased = lease(shop=cast.shop, now=NOW)
    assert leased is not None
    row = wish(cast.shop, n=2)
    assert run() == 0, "one at a time"
    done(leased, now=NOW)
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert (run(), carried) == (1, [(cast.shop.pk, {"n": 2})])


def test_a_worker_that_died_leaves_its_errand_to_the_next(cast: Cast) -> None:
    wish(cast.shop)
    assert lease(shop=cast.shop, now=NOW) is not None
    assert run(NOW + LEASE - timedelta(seconds=1)) == 0
    assert run(NOW + LEASE) == 1


def test_a_store_that_gives_no_answer_is_left_alone_for_now_and_holds_up_no_other(cast: Cast) -> None:
    rows = [wish(cast.shop, str(n), now=NOW + timedelta(seconds=n)) for n in range(5)]
    theirs, late = wish(cast.other_shop), NOW + timedelta(seconds=9)
    silent.add(cast.shop.pk)
    assert run(late) == 1
    for row in (*rows, theirs):
        row.refresh_from_db()
    first = rows[0]
    assert (first.last_error, first.attempts, first.state) == ("no answer", 1, State.WAITING)
    assert ([row.attempts for row in rows], theirs.state) == ([1] * IN_A_ROW + [0] * 2, State.DONE)
    assert timedelta(seconds=1.5) <= first.due_at - late <= timedelta(seconds=2.5)
    silent.clear()
    assert run(NOW + timedelta(minutes=2)) == 5


def test_one_that_fails_is_put_off_and_those_behind_it_go(cast: Cast) -> None:
    rows = [wish(cast.shop, str(n), now=NOW + timedelta(seconds=n)) for n in range(4)]
    troubles[:] = [StoreFailed("no answer")]
    assert run(NOW + timedelta(seconds=9)) == 3
    assert [Errand.objects.get(pk=row.pk).state for row in rows] == ["waiting", "done", "done", "done"]


def test_waiting_for_the_stores_budget_is_no_failed_attempt(cast: Cast) -> None:
    row = wish(cast.shop)
    spent = StoreFailed("the budget is spent")
    spent.wait = timedelta(seconds=7)
    troubles[:] = [spent]
    assert run() == 0
    row.refresh_from_db()
    assert (row.attempts, row.due_at, row.last_error) == (0, NOW + spent.wait, "the budget is spent")
    assert run(NOW + spent.wait) == 1


def test_it_is_given_up_after_many_tries_and_a_person_may_send_it_again(cast: Cast) -> None:
    row = wish(cast.shop)
    troubles[:] = [StoreFailed(f"no answer {n}") for n in range(ATTEMPTS)]
    for hours in range(ATTEMPTS):
        run(NOW + timedelta(hours=10 * hours))
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (State.DEAD, ATTEMPTS, f"no answer {ATTEMPTS - 1}")
    later = NOW + timedelta(days=9)
    assert run(later) == 0
    assert retry(shop=cast.shop, actor="owner", now=later) == 1
    assert run(later) == 1
    assert Audit.objects.get(deed="errands.retry").detail == {"errands": 1}


def test_what_the_store_refuses_is_not_asked_ten_times_and_holds_up_nothing(cast: Cast) -> None:
    row = wish(cast.shop)
    wish(cast.shop, "b")
    troubles[:] = [StoreRefused("no such customer")]
    run()
    row.refresh_from_db()
    assert (row.state, row.last_error, len(carried)) == (State.DEAD, "no such customer", 1)


def test_an_error_of_ours_is_kept_by_its_kind_only(cast: Cast) -> None:
    row = wish(cast.shop)
    troubles[:] = [KeyError("a shopper's name")]
    run()
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.WAITING, "KeyError")


def test_a_store_without_the_app_is_told_nothing_until_it_returns(cast: Cast) -> None:
    wish(cast.shop)
    Installation.objects.filter(shop=cast.shop).update(uninstalled_at=NOW)
    assert (run(), carried) == (0, [])
    Installation.objects.create(shop=cast.shop, installed_at=NOW, installed_by="owner")
    assert run() == 1


def test_nobody_retries_another_shops_errands(cast: Cast) -> None:
    row = wish(cast.shop)
    Errand.objects.update(state=State.DEAD)
    assert retry(shop=cast.other_shop, actor="stranger", now=NOW) == 0
    assert retry(shop=cast.other_shop, actor="stranger", now=NOW, ids=[row.pk]) == 0
    row.refresh_from_db()
    assert row.state == State.DEAD


def test_nothing_is_kept_about_who_is_forgotten(cast: Cast) -> None:
    wish(cast.shop, "a", customer="7001")
    wish(cast.shop, "b", customer="7002")
    person(shop=cast.shop, customer="7001", email="", member_ids=[])
    assert [row.wanted["customer"] for row in Errand.objects.all()] == ["7002"]
