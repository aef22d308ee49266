"""A seeded year of a shop: orders, refunds, cancellations, edits, redemptions, joins, merges, leavers, doubles."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.engine.activity import MICRO, Done, Gone
from loyalty.engine.facts import (
    CustomerRedacted,
    CustomersMerged,
    CustomerTold,
    Fact,
    Header,
    Line,
    OrderTold,
    Referred,
    Refund,
    RefundLine,
)
from loyalty.engine.replay.deeds import Did, Joined, Judged, Redeemed
from loyalty.engine.rules import Proof

START = datetime(2025, 1, 1, 9, tzinfo=UTC)
DAYS = 365
END = START + timedelta(days=DAYS + 30)
DOCUMENT: dict[str, Any] = {
    "schema": 2,
    "name": "A year",
    "points": {"value": "0.01", "rounding": "down"},
    "earning": [
        {"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 14},
        {"id": "first", "on": "first_order", "award": {"points": 150}, "hold_days": 7},
        {"id": "welcome", "on": "joined", "award": {"points": 100}},
        {
            "id": "ride",
            "on": "activity",
            "activity": "ride",
            "award": {"points": 10, "quantity": "7", "unit": "km"},
            "most": {"points": 90, "per": "month"},
        },
        {
            "id": "here",
            "on": "activity",
            "activity": "check-in",
            "award": {"points": 20},
            "hold_days": 2,
            "limit": {"times": 1, "per": "week"},
        },
        {
            "id": "said",
            "on": "activity",
            "activity": "follow",
            "award": {"points": 50},
            "proof": "self_declared",
            "limit": {"times": 1, "per": "life"},
            "hold_days": 3,
        },
        {
            "id": "kept",
            "on": "activity",
            "activity": "trade-in",
            "award": {"points": 300},
            "proof": "reviewed",
        },
    ],
    "expiry": {"per": "lot", "months": 3, "end_of": "month", "without_notice": True, "grace_days": 20},
    "referral": {"advocate": {"points": 300}, "friend": {"points": 200}, "hold_days": 14},
    "rewards": [
        {"id": "five-off", "kind": "amount_off", "cost": 500, "amount": "5.00"},
        {"id": "ten-off", "kind": "amount_off", "cost": 900, "amount": "10.00"},
    ],
}


LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a key that names nobody: customers are numbers


@dataclass(slots=True)
class Sale:
    """One order as the shop knows it, and what it writes about it."""

    number: int
    at: datetime
    customer: str
    email: str
    prices: list[tuple[int, int]]  # (pieces, money)
    current: list[int]
    refunds: tuple[Refund, ...] = ()
    cancelled: bool = False

    def told(self, at: datetime) -> OrderTold:
        lines = tuple(
            Line(id=f"{self.number}-{i}", title="Tea", quantity=pieces, current=self.current[i], net=money)
            for i, (pieces, money) in enumerate(self.prices)
        )
        header = Header(
            id=str(self.number),
            name=f"#{self.number}",
            updated_at=at,
            processed_at=self.at,
            currency="USD",
            lines=lines,
            paid=True,
            cancelled=self.cancelled,
            customer=self.customer,
            tax=199,
            shipping=500,
        )
        return OrderTold(order=str(self.number), header=header, refunds=self.refunds, email=self.email)

    def refund(self, dice: random.Random, at: datetime) -> list[Fact]:
        """A piece of a line, a whole line, or an amount without goods; told alone and with the order."""
        i = dice.randrange(len(self.prices))
        pieces, money = self.prices[i]
        if dice.random() < 0.3 or not self.current[i]:
            made = Refund(id=f"{self.number}-r{len(self.refunds)}", at=at, other=dice.randint(1, 5_000))
        else:
            back = dice.randint(1, self.current[i])
            self.current[i] -= back
            line = RefundLine(line=f"{self.number}-{i}", quantity=back, amount=money * back // pieces)
            made = Refund(id=f"{self.number}-r{len(self.refunds)}", at=at, lines=(line,))
        self.refunds = (*self.refunds, made)
        return [OrderTold(order=str(self.number), refunds=(made,)), self.told(at)]


@dataclass
class Year:
    """`members` customers and `orders` orders by one seed. The same numbers give the same year."""

    seed: int
    members: int
    orders: int
    dice: random.Random = field(init=False)
    _due: list[tuple[datetime, int, Sale]] = field(default_factory=list)
    _serial: int = 0
    _done: list[tuple[str, str, str]] = field(default_factory=list)  # customer, key, what

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def facts(self) -> Iterator[tuple[datetime, Fact]]:
        """Everything that happened, by the time at which it was told; some of it twice."""
        step = timedelta(days=DAYS) / self.orders
        for number in range(self.orders):
            at = START + step * number
            yield from self._until(at)
            for fact in self._hour(number, at):
                yield at, fact
                if self.dice.random() < 0.05:
                    yield at, fact
        yield from self._until(END)

    def _until(self, now: datetime) -> Iterator[tuple[datetime, Fact]]:
        """What was to follow earlier orders by `now`."""
        while self._due and self._due[0][0] <= now:
            at, _, sale = heapq.heappop(self._due)
            if self.dice.random() < 0.2:
                sale.cancelled = not sale.cancelled
                yield at, sale.told(at)
            elif self.dice.random() < 0.1:
                sale.prices.append((1, self.dice.randint(100, 4_000)))
                sale.current.append(1)
                yield at, sale.told(at)
            else:
                for fact in sale.refund(self.dice, at):
                    yield at, fact

    def _hour(self, number: int, at: datetime) -> Iterator[Fact]:
        customer = self._customer()
        yield from self._people(customer, at)
        sale = self._sale(number, at, customer)
        yield from self._deeds(number, customer, at)
        if self.dice.random() < 0.15:
            reward = self.dice.choice(["five-off", "five-off", "ten-off", "sold-out"])
            yield Redeemed(customer=customer, reward=reward, key=f"k{number}", order=str(sale.number))
        yield sale.told(at)
        while self.dice.random() < 0.1:
            self._serial += 1
            later = at + timedelta(minutes=self.dice.randint(1, 40 * 24 * 60))
            heapq.heappush(self._due, (later, self._serial, sale))

    def _deeds(self, number: int, customer: str, at: datetime) -> Iterator[Fact]:
        """What was done besides buying; and what staff, or the member, said of something done before."""
        chance = self.dice.random()
        if chance < 0.2:
            key = f"deed-{number:x}".translate(LETTERS)
            what = self.dice.choice(["ride", "check-in", "follow", "trade-in"])
            proof: Proof = "verified" if what in ("ride", "check-in") else "self_declared"
            micro = self.dice.randint(1, 30 * MICRO) if what == "ride" else MICRO
            unit = "km" if what == "ride" else ""
            done = Done(type=what, at=at, quantity=micro, unit=unit, proof=proof)
            self._done.append((customer, key, what))
            yield Did(customer=customer, key=key, done=done)
        elif chance < 0.28 and self._done:
            who, key, what = self.dice.choice(self._done)
            gone: Gone = self.dice.choice(["", "", "refused", "withdrawn", "ended"])
            yield Judged(customer=who, key=key, what=what, gone=gone)

    def _people(self, customer: str, at: datetime) -> Iterator[Fact]:
        chance = self.dice.random()
        if chance < 0.15:
            yield Joined(customer=customer)
        elif chance < 0.25:
            email = f"{customer}@example.com"
            yield CustomerTold(customer=customer, at=at, email=email, verified=self.dice.random() < 0.8)
        elif chance < 0.26:
            kept = self._customer()
            if kept != customer:
                yield CustomersMerged(kept=kept, gone=customer)
        elif chance < 0.265:
            yield CustomerRedacted(customer=customer, email=f"{customer}@example.com")
        elif chance < 0.32:
            yield Referred(friend=customer, advocate=self._customer(), at=START)

    def _customer(self) -> str:
        return str(1_000 + self.dice.randrange(self.members))

    def _sale(self, number: int, at: datetime, customer: str) -> Sale:
        lines = self.dice.randint(1, 3)
        prices = [(self.dice.randint(1, 4), self.dice.randint(0, 20_000)) for _ in range(lines)]
        guest = self.dice.random() < 0.1
        return Sale(
            number=500_000 + number,
            at=at - timedelta(minutes=self.dice.randint(0, 60)),
            customer="" if guest else customer,
            email=f"{customer}@Example.com" if guest else "",
            prices=prices,
            current=[pieces for pieces, _ in prices],
        )
