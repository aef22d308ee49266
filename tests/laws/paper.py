"""The books of one currency on paper: what members should have, reckoned the slow way from the rules as written.

It shares no code with the product: lots are plain records, time is worked event by event.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.laws.oracle import Sale, points
from tests.laws.paper_sums import ZONE, midnight_after, share_back


@dataclass
class Rules:
    """What one version says. `months` None: points never expire."""

    rate: int
    hold_days: int
    policy: str
    months: int | None
    grace_days: int
    per: str = "1.00"


@dataclass(eq=False)
class Heap:
    """One credit on paper."""

    left: int
    held: bool
    earned: datetime
    usable: datetime
    ends: datetime | None
    order: str
    number: int

    def rank(self) -> tuple[datetime, datetime, int]:
        return (self.ends or datetime.max.replace(tzinfo=UTC), self.earned, self.number)


@dataclass
class Purchase:
    """A redemption: from which heaps how much, and how much came back."""

    cost: int
    taken: list[tuple[Heap, int]]
    who: "Person"
    state: str = "reserved"
    back: int = 0
    order: str = ""


@dataclass(eq=False)
class Person:
    """A member on paper."""

    heaps: list[Heap] = field(default_factory=list)
    debt: int = 0
    reserved: int = 0

    def usable(self) -> list[Heap]:
        return sorted((heap for heap in self.heaps if heap.left and not heap.held), key=Heap.rank)

    def figures(self) -> tuple[int, int, int, int]:
        held = sum(heap.left for heap in self.heaps if heap.held)
        free = sum(heap.left for heap in self.heaps if not heap.held)
        return (free, held, self.reserved, self.debt)

    def lots(self) -> list[tuple[object, ...]]:
        return sorted(
            (heap.held, heap.left, heap.earned, heap.usable, heap.ends or datetime.max.replace(tzinfo=UTC))
            for heap in self.heaps
            if heap.left
        )


@dataclass
class Deal:
    """An order on paper: whose, under which rules, what was posted for it."""

    who: Person
    rules: Rules
    placed: datetime
    sale: Sale
    posted: int = 0
    written_off: int = 0
    expired: int = 0


class Paper:
    """All members of one programme."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.deals: dict[str, Deal] = {}
        self.purchases: dict[str, Purchase] = {}
        self.count = 0

    def person(self) -> Person:
        self.people.append(Person())
        return self.people[-1]

    def heap(self, who: Person, amount: int, *, held: bool, earned: datetime, usable: datetime,
             ends: datetime | None, order: str) -> None:  # fmt: skip
        self.count += 1
        who.heaps.append(Heap(amount, held, earned, usable, ends, order, self.count))

    def pass_time(self, who: Person, now: datetime) -> None:
        """Ends holds and heaps one by one, in the order in which they end."""
        while True:
            due = [(heap.usable, 0, heap.rank(), heap) for heap in who.heaps if heap.left and heap.held]
            due += [
                (heap.ends, 1, heap.rank(), heap)
                for heap in who.heaps
                if heap.left and not heap.held and heap.ends
            ]
            due = [one for one in due if one[0] <= now]
            if not due:
                return
            heap = min(due)[3]
            amount, heap.left = heap.left, 0
            if heap.held:
                self.heap(who, amount, held=False, earned=heap.earned, usable=heap.usable, ends=heap.ends,
                          order=heap.order)  # fmt: skip
                self.pay_debt(who)
            elif heap.order in self.deals:
                self.deals[heap.order].expired += amount

    def pay_debt(self, who: Person) -> None:
        for heap in who.usable():
            part = min(heap.left, who.debt)
            heap.left -= part
            who.debt -= part

    def settle(self, order: str, now: datetime) -> None:
        self.post(order, now)
        self.bring_back(order, now)

    def post(self, order: str, now: datetime) -> None:
        """Posts the difference between what the order is worth now and what was posted for it."""
        deal = self.deals[order]
        self.pass_time(deal.who, now)
        worth = points(deal.sale, points_per=deal.rules.rate, per=deal.rules.per)
        change, deal.posted = worth - deal.posted, worth
        if change > 0:
            self.give(order, deal, change, now)
        elif change < 0:
            self.take(order, deal, -change)

    def give(self, order: str, deal: Deal, amount: int, now: datetime) -> None:
        restored = min(amount, deal.written_off)
        deal.written_off -= restored
        if amount == restored:
            return
        rules = deal.rules
        local = deal.placed.astimezone(ZONE).replace(tzinfo=None) + timedelta(days=rules.hold_days)
        usable = local.replace(tzinfo=ZONE).astimezone(UTC)
        ends = None if rules.months is None else midnight_after(deal.placed, months=rules.months)
        self.heap(deal.who, amount - restored, held=usable > now, earned=deal.placed, usable=usable, ends=ends,
                  order=order)  # fmt: skip
        if usable <= now:
            self.pay_debt(deal.who)

    def take(self, order: str, deal: Deal, amount: int) -> None:
        own = [heap for heap in deal.who.heaps if heap.order == order and heap.left]
        first = sorted((heap for heap in own if heap.held), key=Heap.rank)
        first += sorted((heap for heap in own if not heap.held), key=Heap.rank)
        for heap in first:
            amount -= self.part(heap, amount)
        gone = min(amount, deal.expired)
        deal.expired -= gone
        amount -= gone
        for heap in deal.who.usable():
            amount -= self.part(heap, amount)
        if deal.rules.policy == "floor":
            deal.written_off += amount
        else:
            deal.who.debt += amount

    @staticmethod
    def part(heap: Heap, wanted: int) -> int:
        part = min(heap.left, wanted)
        heap.left -= part
        return part

    def spend(self, key: str, who: Person, cost: int, now: datetime) -> bool:
        self.pass_time(who, now)
        if who.figures()[0] < cost:
            return False
        left, taken = cost, []
        for heap in who.usable():
            part = self.part(heap, left)
            left -= part
            if part:
                taken.append((heap, part))
        who.reserved += cost
        self.purchases[key] = Purchase(cost, taken, who)
        return True

    def confirm(self, key: str, order: str, now: datetime) -> None:
        bought = self.purchases[key]
        self.pass_time(bought.who, now)
        bought.state, bought.order = "used", order
        bought.who.reserved -= bought.cost
        if order:
            self.bring_back(order, now)

    def release(self, key: str, rules: Rules, now: datetime) -> None:
        bought = self.purchases[key]
        self.pass_time(bought.who, now)
        bought.state = "released"
        bought.who.reserved -= bought.cost
        self.refill(bought, bought.cost, rules, now)

    def bring_back(self, order: str, now: datetime) -> None:
        """Spent points come back with the goods: the latest taken first, into their heap or one with grace."""
        for bought in self.purchases.values():
            if bought.order == order and bought.state == "used":
                share = share_back(self.deals[order].sale)
                due = bought.cost * share.numerator // share.denominator - bought.back
                if due > 0:
                    self.pass_time(bought.who, now)
                    self.refill(bought, due, self.rules_now, now)

    rules_now: Rules

    def refill(self, bought: Purchase, amount: int, rules: Rules, now: datetime) -> None:
        passed = bought.back
        bought.back += amount
        for heap, taken in reversed(bought.taken):
            free = max(0, taken - passed)
            passed = max(0, passed - taken)
            part = min(free, amount)
            amount -= part
            if part:
                self.put(bought.who, heap, part, rules, now)
        self.pay_debt(bought.who)

    def put(self, who: Person, heap: Heap, part: int, rules: Rules, now: datetime) -> None:
        over = heap.ends is not None and heap.ends <= now and rules.months is not None
        if not over and heap in who.heaps:
            heap.left += part
        elif not over:
            self.heap(who, part, held=False, earned=heap.earned, usable=heap.usable, ends=heap.ends,
                      order=heap.order)  # fmt: skip
        elif rules.grace_days:
            self.heap(who, part, held=False, earned=heap.earned, usable=now,
                      ends=midnight_after(now, days=rules.grace_days), order=heap.order)  # fmt: skip

    def adjust(self, who: Person, amount: int, now: datetime) -> bool:
        rules = self.rules_now
        self.pass_time(who, now)
        if amount > 0:
            ends = None if rules.months is None else midnight_after(now, months=rules.months)
            self.heap(who, amount, held=False, earned=now, usable=now, ends=ends, order="")
            self.pay_debt(who)
            return True
        if who.figures()[0] < -amount:
            return False
        for heap in who.usable():
            amount += self.part(heap, -amount)
        return True

    def merge(self, gone: Person, kept: Person, now: datetime) -> None:
        self.pass_time(min(gone, kept, key=self.people.index), now)
        self.pass_time(max(gone, kept, key=self.people.index), now)
        for heap in sorted((heap for heap in gone.heaps if heap.left), key=Heap.rank):
            self.heap(kept, heap.left, held=heap.held, earned=heap.earned, usable=heap.usable, ends=heap.ends,
                      order=heap.order)  # fmt: skip
            heap.left = 0
        kept.debt += gone.debt
        kept.reserved += gone.reserved
        gone.debt = gone.reserved = 0
        for deal in self.deals.values():
            deal.who = kept if deal.who is gone else deal.who
        for bought in self.purchases.values():
            bought.who = kept if bought.who is gone else bought.who
        self.pay_debt(kept)

    def erase(self, who: Person, now: datetime) -> None:
        self.pass_time(who, now)
        for heap in who.heaps:
            heap.left = 0
        who.debt = 0
