"""What fails suffers alone, is tried again later and later, and ends up before a person."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection

from loyalty.engine.facts import Fact, OrderTold, Unreadable
from loyalty.inbox import drain, reasons
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Audit, Shop
from tests.cast import Cast
from tests.inbox.knock import knock

pytestmark = [pytest.mark.usefixtures("pretend"), pytest.mark.django_db]

Trouble = Callable[[str], None]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Callable[[Trouble], list[str]]:
    """A desk that writes an audit row per order, and then meets the trouble that the test brings."""

    def with_(trouble: Trouble) -> list[str]:
        tried: list[str] = []

        def work(*, shop: Shop, told: Sequence[tuple[int, Fact]], now: datetime) -> dict[int, str]:
            for _, fact in told:
                assert isinstance(fact, OrderTold)
                Audit.objects.create(shop=shop, at=now, actor="desk", deed=fact.order)
                tried.append(fact.order)
                trouble(fact.order)
            return {}

        monkeypatch.setattr(drain, "work", work)
        return tried

    return with_


def collide(state: str) -> None:
    """Raises what Django makes of a PostgreSQL error of this kind, by really raising it there."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def effects() -> list[str]:
    return sorted(Audit.objects.values_list("deed", flat=True))


def of(delivery: str) -> Delivery:
    return Delivery.objects.get(delivery_id=delivery)


def send(cast: Cast, *bodies: str) -> None:
    for body in bodies:
        assert knock(body.encode(), shop=cast.shop.domain, delivery=body) == 200


def test_one_poisoned_delivery_does_not_hold_up_the_others(
    cast: Cast, desk: Callable[[Trouble], list[str]]
) -> None:
    def trouble(order: str) -> None:
        if order == "poison":
            raise KeyError("jane@example.com")

    desk(trouble)
    send(cast, "a", "poison", "b", "bug", "c")
    drain.drain()
    assert effects() == ["a", "b", "c"]
    assert {of(name).state for name in "abc"} == {"worked"}
    for name, kind in (("poison", "KeyError"), ("bug", "ZeroDivisionError")):
        assert (of(name).state, of(name).attempts) == ("ready", 1)
        assert of(name).reason == f"{reasons.TO_BE_REPEATED}: {kind}"


def test_it_is_tried_eight_times_over_an_hour_and_then_parked(
    cast: Cast, desk: Callable[[Trouble], list[str]]
) -> None:
    def trouble(order: str) -> None:
        raise IntegrityError("Key (email)=(jane@example.com) already exists")

    tried = desk(trouble)
    send(cast, "a")
    start = of("a").received_at
    gaps = []
    while of("a").state == "ready":
        due = of("a").next_at
        gaps.append(due - start)
        for early in (timedelta(milliseconds=1), timedelta()):
            drain.drain(clock=at(due - early))
            assert of("a").attempts == len(gaps) - bool(early)
    assert len(gaps) == 8
    assert timedelta(minutes=60) < gaps[-1] < timedelta(minutes=70)
    assert len(tried) == 16, "each time once in the batch and once alone"
    assert (of("a").state, of("a").reason) == ("parked", f"{reasons.GIVEN_UP}: IntegrityError")
    assert effects() == []


def test_what_can_never_be_worked_is_parked_at_once(cast: Cast, desk: Callable[[Trouble], list[str]]) -> None:
    def trouble(order: str) -> None:
        if order == "bad":
            raise Unreadable("refund 7: its line is not of this order")

    desk(trouble)
    send(cast, "a", "bad")
    drain.drain()
    assert (of("bad").state, of("bad").attempts) == ("parked", 1)
    assert of("bad").reason == "refund 7: its line is not of this order"
    assert effects() == ["a"]


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_a_collision_is_repeated_at_once(
    cast: Cast, desk: Callable[[Trouble], list[str]], state: str
) -> None:
    tries: list[str] = []

    def trouble(order: str) -> None:
        tries.append(order)
        if len(tries) < 3:
            collide(state)

    desk(trouble)
    send(cast, "a")
    assert drain.drain() == 1
    assert (of("a").state, of("a").attempts, effects()) == ("worked", 1, ["a"])


def test_reasons_hold_no_personal_data(cast: Cast, desk: Callable[[Trouble], list[str]]) -> None:
    send(cast, "bug")
    drain.drain()
    assert "jane" not in of("bug").reason


def test_a_reason_may_hold_any_character(cast: Cast, desk: Callable[[Trouble], list[str]]) -> None:
    def trouble(order: str) -> None:
        raise Unreadable("nul \0 and half a pair \ud800 " + "x" * 10_000)

    desk(trouble)
    send(cast, "a")
    drain.drain()
    assert of("a").state == "parked"
    assert len(of("a").reason) <= reasons.LONGEST


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_nobodys_fault(cast: Cast, desk: Callable[[Trouble], list[str]]) -> None:
    cut: list[str] = []

    def trouble(order: str) -> None:
        if not cut:
            cut.append(order)
            pid = connection.connection.info.backend_pid
            with psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None}) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
            Audit.objects.count()

    desk(trouble)
    send(cast, "a")
    with pytest.raises(OperationalError):
        drain.drain()
    connection.close()
    assert (of("a").state, of("a").attempts, effects()) == ("ready", 0, [])
    assert drain.drain() == 1
    assert (of("a").state, effects()) == ("worked", ["a"])
