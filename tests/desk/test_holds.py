"""Law A7: points wait out their hold, become available once, and a cancellation meanwhile touches pending only."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty.desk import daily
from loyalty.desk.standing import balance
from loyalty.desk.tasks import release_holds
from loyalty.engine.calendar import plus_days
from loyalty.engine.facts import Header, OrderTold
from loyalty.ledger.models import Balance, Transaction
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
SOON = START + timedelta(hours=1)
AFTER = START + timedelta(days=14)


@pytest.fixture
def world() -> World:
    made = World(rules(points=5, hold_days=14))
    made.tell([Teller("1", [Goods(1, 6490)]).snapshot()], now=SOON)
    return made


def only_member(world: World) -> int:
    return Balance.objects.get(programme=world.programme).member_id


def test_points_are_pending_until_the_hold_ends_and_say_when(world: World) -> None:
    standing = balance(shop=world.shop, member_id=only_member(world), now=SOON)
    assert (standing.available, standing.pending, standing.next_points) == (0, 324, 324)
    assert standing.next_at == AFTER + timedelta(hours=-1), "the clocks went forward in New York on 8 March"


def test_between_sweeps_the_balance_is_already_right(world: World) -> None:
    standing = balance(shop=world.shop, member_id=only_member(world), now=AFTER)
    assert (standing.available, standing.pending, standing.next_at) == (324, 0, None)
    assert world.balance() == (0, 324, 0, 0), "nothing was booked yet"


@pytest.mark.parametrize("sweeps", [1, 5])
def test_a_hold_ends_once_however_often_the_sweep_runs(world: World, sweeps: int) -> None:
    for _ in range(sweeps):
        daily.catch_up(now=AFTER)
    assert world.balance() == (324, 0, 0, 0)
    assert Transaction.objects.filter(programme=world.programme, kind="hold_end").count() == 1
    world.check()


def test_a_hold_ends_at_its_very_moment_and_not_before(world: World) -> None:
    ends = AFTER - timedelta(hours=1)
    daily.catch_up(now=ends - timedelta(microseconds=1))
    assert world.balance() == (0, 324, 0, 0)
    daily.catch_up(now=ends)
    assert world.balance() == (324, 0, 0, 0)


def test_a_sweep_before_the_end_moves_nothing(world: World) -> None:
    daily.catch_up(now=AFTER - timedelta(hours=2))
    assert world.balance() == (0, 324, 0, 0)


def test_the_task_releases_by_the_real_clock(world: World) -> None:
    release_holds()
    assert world.balance() == (324, 0, 0, 0), "March 2026 is over"


def test_a_cancellation_during_the_hold_touches_pending_only(world: World) -> None:
    earlier = Teller("2", [Goods(1, 1000)]).snapshot().header
    assert earlier is not None
    fields = {name: getattr(earlier, name) for name in earlier.__struct_fields__}
    long_ago = Header(**fields | {"processed_at": START - timedelta(days=30)})
    world.tell([OrderTold(order="2", header=long_ago)], now=SOON)
    before = world.balance()
    assert before == (50, 324, 0, 0)
    plain = Teller("1", [Goods(1, 6490)]).snapshot().header
    assert plain is not None
    fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
    cancelled = Header(**fields | {"cancelled": True, "updated_at": START + timedelta(minutes=1)})
    world.tell([OrderTold(order="1", header=cancelled)], now=SOON)
    assert world.balance() == (before[0], 0, 0, 0)
    world.check()


def test_a_refund_after_the_hold_takes_available_points(world: World) -> None:
    daily.catch_up(now=AFTER)
    teller = Teller("1", [Goods(1, 6490)])
    teller.tick()
    world.tell([teller.refund([], 2490)], now=AFTER)
    assert world.balance() == (200, 0, 0, 0)
    world.check()


@pytest.mark.parametrize(
    ("at", "zone", "then"),
    [
        ("2026-03-07T20:00", "America/New_York", "2026-03-08T19:00"),  # a day of 23 hours
        ("2026-10-31T20:00", "America/New_York", "2026-11-01T21:00"),  # a day of 25 hours
        ("2028-02-28T12:00", "UTC", "2028-02-29T12:00"),
        ("2026-12-31T12:00", "Pacific/Kiritimati", "2027-01-01T12:00"),
    ],
)
def test_a_day_is_a_day_of_the_shops_own_calendar(at: str, zone: str, then: str) -> None:
    assert plus_days(_utc(at), 1, zone) == _utc(then)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
