"""Law I6: all facts told again into empty books give the same balances, lots and reasons."""

import random
from datetime import timedelta

import pytest

from loyalty.desk import daily
from loyalty.engine.facts import CustomersMerged, Fact
from loyalty.ledger.models import Award, Lot, Transaction
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db


def life(seed: int) -> list[tuple[timedelta, list[Fact]]]:
    """A hundred days of a small shop, in the order of arrival."""
    dice = random.Random(seed)
    told: list[tuple[timedelta, list[Fact]]] = []
    tellers: list[Teller] = []
    for day in range(0, 100, 2):
        at = timedelta(days=day)
        if not tellers or dice.random() < 0.5:
            goods = [Goods(dice.randint(1, 3), dice.randint(100, 9_000)) for _ in range(dice.randint(1, 3))]
            made = Teller(str(day), goods, placed=START + at, customer=f"700{dice.randint(1, 4)}")
            tellers.append(made)
            told.append((at, [made.snapshot()]))
        else:
            teller = dice.choice(tellers)
            teller.tick()
            told.append((at, [teller.refund([], dice.randint(1, 3_000)), teller.snapshot()]))
    told.insert(30, (timedelta(days=60), [CustomersMerged(kept="7001", gone="7002")]))
    return told


def books(world: World) -> tuple[object, ...]:
    """Everything but numbers that the database gives."""
    awards = Award.objects.filter(programme=world.programme).order_by("source", "rule")
    lots = Lot.objects.filter(programme=world.programme).order_by(
        "earned_at", "amount", "account", "remaining"
    )
    lines = Transaction.objects.filter(programme=world.programme).order_by("pk")
    return (
        [(row.source, row.posted, row.expired, row.written_off, row.outcome, row.reason) for row in awards],
        [
            (lot.account, lot.amount, lot.remaining, lot.earned_at, lot.available_at, lot.expires_at)
            for lot in lots
        ],
        sorted(
            (line.kind, line.effective_at, line.reason.get("points", 0), line.reason.get("change", 0))
            for line in lines
        ),
        world.balance(),
    )


@pytest.mark.parametrize("seed", range(4))
def test_i6_told_again_from_the_beginning_the_books_are_the_same(seed: int) -> None:
    document = rules(points=2, hold_days=10) | {"expiry": {"per": "lot", "months": 1, "without_notice": True}}
    first, again = World(document), World(document)
    for at, facts in life(seed):
        first.tell(facts, now=START + at)
        if at.days % 3 == 0:
            daily.catch_up(now=START + at)
    for at, facts in life(seed):
        again.tell(facts, now=START + at)
    daily.catch_up(now=START + timedelta(days=101))
    assert books(first) == books(again), "line by line, whenever the sweeps came"
    first.check()
