"""The books in memory: settles awards, moves purses, lets the clock do its part. The rules are the purse's own."""

from dataclasses import dataclass, field
from datetime import datetime
from operator import is_

from loyalty.engine.catch_up import catch_up, expired_awards
from loyalty.engine.decisions import Decision
from loyalty.engine.expiry import Clock
from loyalty.engine.holdings import Dates
from loyalty.engine.lots import POINTS, Lot
from loyalty.engine.purse import Purse
from loyalty.engine.replay.person import ACCOUNTS, EXPIRED, ISSUED, Person
from loyalty.engine.replay.plain_moves import credit, end_holds, expire
from loyalty.engine.replay.state import Explained, Held
from loyalty.engine.settlement import post_difference, take_back
from loyalty.engine.transfer import everything

SHOP = 1
Given = tuple[
    str, int, str, datetime, datetime, datetime | None
]  # rule, points, currency, earned, available, ends


@dataclass(slots=True)
class Books:
    """`reasons` keeps every award with its outcome and reason, not only those that hold points."""

    clock: Clock
    reasons: bool = False
    counted: frozenset[str] = frozenset()  # currencies of which missions want to know every award
    awards: list[Held] = field(default_factory=list)

    def settle(
        self,
        known: tuple[Held, ...],
        targets: list[tuple[Person | None, Decision]],
        *,
        policy: str,
        now: datetime,
    ) -> tuple[Held, ...]:
        """Brings the awards of one source to their targets; returns them as they stand now."""
        by_rule = {held.rule: held for held in known}
        for person, decision in targets:
            held = by_rule.get(decision.rule)
            if decision.silent and (held is None or not held.steps):
                by_rule.pop(decision.rule, None)  # what was only told is told no longer
                continue
            if held is None:
                if not (decision.points or self.reasons):
                    continue
                held = by_rule[decision.rule] = self._new(decision.rule)
            held.person = held.person or person
            if isinstance(held, Explained):
                held.outcome, held.reason = decision.outcome, decision.reason
            if held.posted != decision.points:
                self._post(held, decision, policy, now)
        kept = tuple(by_rule.values())
        return known if len(kept) == len(known) and all(map(is_, kept, known)) else kept

    def bring_up(self, person: Person, now: datetime) -> None:
        """What the clock has done to the person by `now`."""
        if now < person.wakes_at:
            return
        owes = sum([purse.debt for purse in person.purses.values()])
        if not owes:
            end_holds(person.held, person.lots, now)
            if now < person.ends_at:
                held = person.held
                person.wakes_at = min(person.ends_at, held[0][0]) if held else person.ends_at
                return
        for currency, purse in person.purses.items():
            clock = self.clock if currency == POINTS else self.clock.for_currency(currency)
            if owes:
                self._catch_up(person, purse, clock, currency, now)
                continue
            for award, points in expire(purse, clock, now):
                self._expired(award, points)
                if currency == POINTS:
                    person.sums[EXPIRED] += points
        person.look_again()

    def _catch_up(self, person: Person, purse: Purse, clock: Clock, currency: str, now: datetime) -> None:
        """With debts it matters what happens first."""
        for event in catch_up(purse, clock=clock, now=now):
            person.count(event.moves, currency)
            if event.kind == "expiry":
                for award, points in expired_awards(event.moves).items():
                    self._expired(award, points)

    def _expired(self, award: int, points: int) -> None:
        if award:
            self.awards[award - 1].expired += points

    def transfer(self, gone: Person, kept: Person, now: datetime) -> None:
        """All one person holds goes to another, with the sums that explain it."""
        self.bring_up(gone, now)
        self.bring_up(kept, now)
        for currency, purse in gone.purses.items():
            out, into = everything(purse, kept.purse_of(currency))
            gone.count(out, currency)
            kept.count(into, currency)
        kept.bought += gone.bought
        gone.bought = ()
        kept.sums = [one + other for one, other in zip(kept.sums, gone.sums, strict=True)]
        gone.sums = [0] * len(ACCOUNTS)
        kept.earned, gone.earned = kept.earned + gone.earned, []
        kept.brought += (*gone.brought, *gone.derived)
        gone.brought, gone.derived = (), ()
        gone.look_again()

    def forfeit(self, person: Person, now: datetime) -> None:
        """The person is forgotten; all they hold goes."""
        self.bring_up(person, now)
        for currency, purse in person.purses.items():
            moves, _ = purse.empty(against="forfeited")
            person.count(moves, currency)
        person.look_again()

    def give_new(self, person: Person, given: Given, until: datetime | None, now: datetime) -> Held:
        """An award that is new, to somebody who owes nothing; `until` the deed keeps all points alive."""
        rule, points, currency, earned_at, available_at, expires_at = given
        if now >= person.wakes_at:
            self.bring_up(person, now)
        awards, purse = self.awards, person.purses.get(currency) or person.purse_of(currency)
        number = len(awards) + 1
        held = Held(points, 0, 0, 1, number, rule, currency, earned_at, person)
        awards.append(held)
        if currency in self.counted:
            person.earned.append(held)
        if currency == POINTS:
            person.sums[ISSUED] -= points
        lot_number = next(person.lots)
        if available_at > now:
            lot = Lot(
                lot_number, "pending", points, points, earned_at, available_at, expires_at, number, SHOP
            )
            purse.pending += points
        else:
            lot = Lot(
                lot_number, "available", points, points, earned_at, available_at, expires_at, number, SHOP
            )
            purse.available += points
        purse.add(lot)
        if until is not None:
            purse.keeps_until = max(until, purse.keeps_until or until)
            person.ends(until)
        person.has(purse, lot)
        if len(purse.lots) > person.crowd:
            person.look_again()
        return held

    def take_back(self, held: Held, points: int, policy: str, now: datetime) -> None:
        """An award that somebody has is to hold so many points, which are fewer than it does."""
        if held.person is None:
            raise ValueError("points need a member")
        person = held.person = held.person.living
        self.bring_up(person, now)
        purse = person.purse_of(held.currency)
        person.count(take_back(purse, held, points, policy=policy, award=held.number), held.currency)
        if len(purse.lots) > person.crowd:
            person.look_again()

    def _new(self, rule: str) -> Held:
        kind = Explained if self.reasons else Held
        held = kind(number=len(self.awards) + 1, rule=rule)
        self.awards.append(held)
        return held

    def _post(self, held: Held, decision: Decision, policy: str, now: datetime) -> None:
        if held.person is None:
            raise ValueError("points need a member")
        person = held.person = held.person.living
        self.bring_up(person, now)
        if decision.points and decision.currency != held.currency:
            if held.steps:
                raise ValueError(f"an award of {held.currency} cannot become one of {decision.currency}")
            held.currency = decision.currency
        if not held.steps:
            held.at = decision.effective_at
            if held.currency in self.counted:
                person.earned.append(held)
        purse = person.purse_of(held.currency)
        if held.steps or purse.debt or decision.shares or decision.points < 0:
            self._move(person, purse, held, decision, policy, now)
        else:
            dates = decision.effective_at, decision.available_at, decision.expires_at
            self._give(person, purse, held, decision.points, dates, decision.keeps_until, now)
        if len(purse.lots) > person.crowd:
            person.look_again()

    def _give(
        self,
        person: Person,
        purse: Purse,
        held: Held,
        points: int,
        dates: Dates,
        until: datetime | None,
        now: datetime,
    ) -> None:
        """The first and nearly always the only posting of an award."""
        held.posted, held.steps = points, 1
        lot = credit(purse, person.lots, points, dates, until, award=held.number, shop=SHOP, now=now)
        if held.currency == POINTS:
            person.sums[ISSUED] -= points
        person.has(purse, lot)
        if until is not None:
            person.ends(until)

    @staticmethod
    def _move(
        person: Person, purse: Purse, held: Held, decision: Decision, policy: str, now: datetime
    ) -> None:
        moves = post_difference(purse, held, decision, policy=policy, award=held.number, shop=SHOP, now=now)
        person.count(moves, held.currency)
