"""What is owed by age, by end and by first day is what the lots and purses say, to the point."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from loyalty.desk import daily
from loyalty.desk.adjusting import adjust
from loyalty.desk.spending import redeem
from loyalty.engine.facts import CustomersMerged
from loyalty.engine.lots import POINTS
from loyalty.ledger.close_days import close_days
from loyalty.ledger.closed import StillOpen
from loyalty.ledger.owed import AGES, OVER, Held, owed
from loyalty.ledger.rollforward import roll_forward
from loyalty.members.find import by_customer
from loyalty.shops.forget import forget
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.ledger.plain_owed import agrees_however_it_is_kept, faults

pytestmark = pytest.mark.django_db
EXPIRY = {"per": "lot", "months": 12, "without_notice": True, "notice_days": []}
REWARDS = [{"id": "five", "kind": "amount_off", "cost": 60, "amount": "5.00"}]


@pytest.fixture
def tea() -> World:
    """One order of 100 points, 40 days ago."""
    made = World(rules() | {"schema": 2, "expiry": EXPIRY})
    tell(made, "1", 40)
    return made


def tell(world: World, customer: str, days: int) -> None:
    at = START - timedelta(days=days)
    order = Teller(f"{customer}-{days}", [Goods(1, 10_000)], placed=at, customer=customer)
    world.tell([order.snapshot()], now=at)


@pytest.fixture
def world() -> World:
    """A year and a half: one is merged away, one spends and gets what is no points, one ends in debt, one waits."""
    made = World(rules(hold_days=14) | {"schema": 2, "expiry": EXPIRY, "rewards": REWARDS})
    for customer, days in (("1", 500), ("1", 200), ("2", 120), ("3", 40), ("4", 3)):
        tell(made, customer, days)
    daily.catch_up(now=START)
    two, three = (by_customer(shop=made.shop, customer=one) for one in "23")
    assert two is not None
    assert three is not None
    for key, who in (("k", two), ("l", three)):
        redeem(shop=made.shop, member_id=who.pk, reward="five", key=key, actor="member", now=START)
    back = Teller("3-40", [Goods(1, 10_000)], placed=START - timedelta(days=40), customer="3")
    back.tick()
    made.tell([back.refund([(0, 1, 10_000)], 0), CustomersMerged(kept="2", gone="1")], now=START)
    adjust(shop=made.shop, member_id=two.pk, points=7, why="x", actor="staff", key="b", now=START,
           currency="stamps")  # fmt: skip
    return made


def test_every_group_is_what_the_lots_and_purses_say_however_much_is_kept(world: World) -> None:
    agrees_however_it_is_kept(world.shop, START, POINTS, "stamps", "of nobody")
    found = owed(world.programme.pk, START)
    assert found.whole == Held(available=140, pending=100, reserved=120, debt=-60)
    for groups in (found.ages, found.ends):
        assert sum(one.points for one in groups.values()) == 140 + 100
    assert found.ages == {span: Held(*n) for span, n in zip(AGES, (
        (0, 100), (0,), (40,), (100,), (0,)), strict=True)}  # fmt: skip
    assert found.quarters == {date(2026, 1, 1): Held(0, 100, 60, -60), date(2025, 10, 1): Held(140, 0, 60)}
    assert owed(world.programme.pk, START, "stamps").whole == Held(available=7)
    tomorrow = timezone.now() + timedelta(days=1)
    assert roll_forward(world.programme.pk, tomorrow - timedelta(days=2), tomorrow)[-1].closing == 300
    later = START + timedelta(days=400)
    assert owed(world.programme.pk, later).ends[OVER] == Held(140, 100), "over, and not yet taken away"
    daily.catch_up(now=later)
    assert owed(world.programme.pk, later).ends[OVER] == Held()
    agrees_however_it_is_kept(world.shop, later, POINTS, "stamps")


def test_a_night_keeps_the_groups_and_the_next_day_is_added_to_them(tea: World) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    before = owed(tea.programme.pk, START)
    close_days(programme_id=tea.programme.pk, settled=tomorrow)
    assert StillOpen.objects.filter(programme=tea.programme).exists()
    assert owed(tea.programme.pk, START) == before
    assert faults(tea.shop) == []
    close_days(programme_id=tea.programme.pk, settled=tomorrow + timedelta(days=9))
    assert owed(tea.programme.pk, START) == before


def test_an_altered_group_is_found(tea: World) -> None:
    close_days(programme_id=tea.programme.pk, settled=timezone.now() + timedelta(days=1))
    row = StillOpen.objects.filter(programme=tea.programme).earliest("pk")
    StillOpen.objects.filter(pk=row.pk).update(amount=row.amount + 1)
    [(_, programme, _, kept, currency, kind, day, account, _, said)] = faults(tea.shop)
    assert (programme, currency, kind, day, account) == (
        row.programme_id, row.currency, row.kind, row.day, row.account,
    )  # fmt: skip
    assert kept == said + 1
    StillOpen.objects.filter(pk=row.pk).delete()
    assert len(faults(tea.shop)) == 1, "a missing one too"


def test_another_shops_points_are_not_ours_and_a_forgotten_shop_keeps_no_groups(tea: World) -> None:
    other = World(rules())
    other.tell([Teller("9", [Goods(1, 900)], placed=START, customer="9").snapshot()], now=START)
    for one in (tea, other):
        close_days(programme_id=one.programme.pk, settled=timezone.now() + timedelta(days=1))
    assert owed(other.programme.pk, START).whole.points == 9
    forget(tea.shop.pk)
    assert set(StillOpen.objects.values_list("programme_id", flat=True)) == {other.programme.pk}


def test_empty_books_owe_nothing() -> None:
    found = owed(World(None).programme.pk, START)
    assert (found.whole, found.quarters) == (Held(), {})
