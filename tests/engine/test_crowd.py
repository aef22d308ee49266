"""A purse of very many lots finds those it needs; whatever befalls it comes out as if it had looked at each."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from loyalty.engine import holdings
from loyalty.engine.expiry import Clock
from loyalty.engine.lots import Lot, Moves, Spend
from loyalty.engine.purse import Purse

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
EVERYBODY, NOBODY = 10**9, 0  # from how many lots on a purse is crowded


class Life:
    """What befalls one purse, by dice; `told` is what everything did, in figures."""

    def __init__(self, seed: int) -> None:
        self.dice, self.purse, self.now = random.Random(seed), Purse(numbers=count(1)), BEGIN
        self.spends: list[Spend] = []
        self.told: list[object] = []

    def lead(self, deeds: int) -> list[object]:
        for _ in range(deeds):
            self.now += timedelta(hours=self.dice.randint(0, 30))
            moves = self.dice.choice(
                (self._earn, self._earn, self._lose, self._spend, self._back, self._time)
            )()
            self.told += [(sorted(moves.legs.items()), [(_told(lot), by) for lot, by in moves.used])]
        return [
            *self.told,
            sorted(_told(lot) for lot in self.purse.lots),
            replace(self.purse, lots=[], numbers=None),
        ]

    def _earn(self) -> Moves:
        held = self.now + timedelta(days=self.dice.choice((0, 0, 5)))
        ends = self.dice.choice((None, self.now + timedelta(days=self.dice.randint(20, 60))))
        return self.purse.credit(
            self.dice.randint(1, 90), against="issued", now=self.now, earned_at=self.now, available_at=held,
            expires_at=ends, award=self.dice.randint(1, 30),
        )  # fmt: skip

    def _lose(self) -> Moves:
        award, points = self.dice.randint(1, 30), self.dice.randint(1, 120)
        return self.purse.claw_back(points, award=award, policy=self.dice.choice(("floor", "debt")))[0]

    def _spend(self) -> Moves:
        points = self.dice.randint(0, min(self.purse.available, 300))
        moves = self.purse.take(points, against="redeemed")
        self.spends.append(Spend(points, [(lot, -by) for lot, by in moves.used if by < 0]))
        return moves

    def _back(self) -> Moves:
        if not self.spends:
            return Moves()
        spend = self.dice.choice(self.spends)
        return self.purse.give_back(spend, self.dice.randint(0, spend.points), clock=Clock(), now=self.now)

    def _time(self) -> Moves:
        over = [
            one for one in self.purse.lots if one.expires_at and one.expires_at <= self.now and one.remaining
        ]
        free = [one for one in self.purse.lots if one.account == "pending" and one.available_at <= self.now]
        if free and free[0].remaining:
            return self.purse.release_hold(free[0])
        if self.dice.random() < 0.2:
            self.purse.tidy()
        return self.purse.expire(over)


def _told(lot: Lot) -> tuple[object, ...]:
    return (lot.id, lot.account, lot.amount, lot.remaining, str(lot.expires_at), lot.award)


@pytest.mark.parametrize("seed", range(25))
def test_a_crowded_purse_does_what_one_of_few_lots_does(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(holdings, "CROWDED", EVERYBODY)
    alone = Life(seed).lead(150)
    monkeypatch.setattr(holdings, "CROWDED", NOBODY)
    assert Life(seed).lead(150) == alone


def test_spending_from_a_crowd_looks_at_the_lots_that_it_reaches_only() -> None:
    purse = Purse(numbers=count(1))
    for day in range(1_000):
        at = BEGIN + timedelta(days=day)
        purse.credit(10, against="issued", now=at, earned_at=at, available_at=at, award=day)
    moves = purse.take(25, against="redeemed")
    assert [(lot.award, by) for lot, by in moves.used] == [(0, -10), (1, -10), (2, -5)]
    moves, _, _ = purse.claw_back(12, award=700, policy="floor")
    assert [(lot.award, by) for lot, by in moves.used] == [(700, -10), (2, -2)]
