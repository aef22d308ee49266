"""Everything that can happen to a programme, in any order, beside the books on paper: they must always agree."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from loyalty.desk import daily, spending
from loyalty.desk.adjusting import adjust, adjust_many
from loyalty.desk.drift import compare
from loyalty.engine.facts import CustomerRedacted, CustomersMerged
from loyalty.ledger.adjust import Adjustment, NotEnough
from loyalty.ledger.book import Book
from loyalty.ledger.models import Transaction
from tests.laws.machine_ground import COST, CURRENCY, Ground
from tests.laws.oracle import Goods
from tests.laws.stories import GOODS, Teller

NAMES = ("7001", "7002", "7003")
AMOUNTS = st.integers(1, 400)
PICK = st.integers(0, 1000)


class Crash(Exception):
    """The process dies here."""


class Books(Ground):
    """Everything that can happen to one programme with three customers."""

    # What shoppers and shops do

    @rule(name=st.sampled_from(NAMES), goods=st.lists(GOODS, min_size=1, max_size=2), lost=st.booleans())
    def paid(self, name: str, goods: list[Goods], lost: bool) -> None:
        order = str(len(self.tellers) + 1)
        copies = [Goods(**vars(one)) for one in goods]
        teller = Teller(order, copies, placed=self.now, customer=name)
        self.tellers[order], self.whose[order] = teller, name
        self.tell(order, teller.snapshot(), lost=lost)

    @precondition(lambda self: self.tellers)
    @rule(which=PICK, index=PICK, many=st.integers(1, 3), lost=st.booleans())
    def partial_refund(self, which: int, index: int, many: int, lost: bool) -> None:
        order, teller = self.pick(which)
        i = index % len(teller.goods)
        goods = teller.goods[i]
        many = min(many, goods.quantity - goods.returned - goods.removed)
        if many:
            before = goods.paid * goods.returned // goods.quantity
            money = goods.paid * (goods.returned + many) // goods.quantity - before
            teller.tick()
            teller.refund([(i, many, money)], 0)
            self.tell(order, teller.snapshot(), lost=lost)

    @precondition(lambda self: self.tellers)
    @rule(which=PICK, money=st.integers(1, 20_000))
    def amount_only_refund(self, which: int, money: int) -> None:
        order, teller = self.pick(which)
        teller.tick()
        self.tell(order, teller.refund([], money))
        self.tell(order, teller.snapshot())

    @precondition(lambda self: self.tellers)
    @rule(which=PICK)
    def full_refund(self, which: int) -> None:
        order, teller = self.pick(which)
        teller.tick()
        lines = [
            (i, left, goods.paid - goods.paid * goods.returned // goods.quantity)
            for i, goods in enumerate(teller.goods)
            if (left := goods.quantity - goods.returned - goods.removed)
        ]
        if lines:
            teller.refund(lines, 0)
        self.tell(order, teller.snapshot())

    @precondition(lambda self: self.tellers)
    @rule(which=PICK, cancelled=st.booleans())
    def cancel(self, which: int, cancelled: bool) -> None:
        order, teller = self.pick(which)
        teller.tick()
        teller.cancelled = cancelled
        self.tell(order, teller.snapshot())

    @precondition(lambda self: self.tellers)
    @rule(which=PICK, more=GOODS)
    def edit(self, which: int, more: Goods) -> None:
        order, teller = self.pick(which)
        teller.tick()
        teller.goods.append(Goods(**vars(more)))
        self.tell(order, teller.snapshot())

    @precondition(lambda self: self.tellers)
    @rule(which=PICK)
    def fulfil(self, which: int) -> None:
        order, teller = self.pick(which)
        teller.tick()
        self.tell(order, teller.snapshot())

    @precondition(lambda self: self.sent)
    @rule(which=PICK)
    def duplicate(self, which: int) -> None:
        before = Transaction.objects.filter(programme=self.world.programme).exclude(actor="clock").count()
        message = self.sent[which % len(self.sent)]
        if message.order not in self.lost:
            self.work([message])
            after = Transaction.objects.filter(programme=self.world.programme).exclude(actor="clock").count()
            assert after == before, "I1: told again, nothing more is posted"

    @precondition(lambda self: self.lost)
    @rule()
    def reconcile(self) -> None:
        """Everything is read again from the shop; what was never delivered is made good (T1)."""
        facts = [teller.snapshot() for teller in self.tellers.values()]
        found = {drift.order for drift, _ in compare(shop=self.world.shop, told=facts)}
        assert found == set(self.lost), "T1: every gap, and nothing else"
        for order in self.lost:
            self.learn(order)
        self.lost.clear()
        self.work(facts)
        self.settle_on_paper([fact.order for fact in facts])
        assert compare(shop=self.world.shop, told=facts) == [], "T1: silent when nothing is missing"

    # What members do

    @rule(name=st.sampled_from(NAMES), of=CURRENCY)
    def redeem(self, name: str, of: str) -> None:
        key, member = f"r{len(self.keys)}", self.member(name)
        if member is None:
            return
        self.keys[key] = member
        expected = self.papers[of].spend(key, self.who(name, of), COST[of], self.now)
        try:
            self.reserve(of, member, key)
            done = True
        except NotEnough:
            done = False
        assert done == expected, "D1: granted exactly when it can be paid"

    @rule(which=PICK, on=PICK)
    def confirm(self, which: int, on: int) -> None:
        key, paper = self.reserved(which)
        if key:
            buyer = paper.purchases[key].who
            whose = [order for order, deal in paper.deals.items() if deal.who is buyer]
            order = whose[on % len(whose)] if whose and on % 3 else ""
            paper.confirm(key, order, self.now)
            spending.used(shop=self.world.shop, key=key, order=order, actor="shop", now=self.now)

    @rule(which=PICK)
    def release(self, which: int) -> None:
        key, paper = self.reserved(which)
        if key:
            paper.release(key, paper.rules_now, self.now)
            spending.released(shop=self.world.shop, key=key, why="gone", actor="shop", now=self.now)

    # What staff and time do

    @rule(name=st.sampled_from(NAMES), amount=AMOUNTS, sign=st.sampled_from([1, -1]), of=CURRENCY)
    def adjusted(self, name: str, amount: int, sign: int, of: str) -> None:
        member = self.member(name)
        if member is None:
            return
        expected = self.papers[of].adjust(self.who(name, of), sign * amount, self.now)
        key = f"a{len(self.keys)}"
        self.keys[key] = member
        for _ in range(2):
            try:
                adjust(shop=self.world.shop, member_id=member, points=sign * amount, why="sorry", actor="staff",
                       key=key, now=self.now, currency=of)  # fmt: skip
            except NotEnough:
                assert not expected

    @rule(
        rows=st.lists(
            st.tuples(st.sampled_from(NAMES), AMOUNTS, st.booleans(), CURRENCY), min_size=1, max_size=4
        )
    )
    def imported(self, rows: list[tuple[str, int, bool, str]]) -> None:
        """A file's rows in one book; what was posted is not posted again (I1)."""
        wanted, expected = [], []
        for name, amount, gives, of in rows:
            member = self.member(name)
            if member is not None:
                points = amount if gives else -amount
                key = f"i{len(self.keys)}"
                self.keys[key] = member
                wanted.append(Adjustment(member_id=member, points=points, why="a file", key=key, currency=of))
                expected.append(self.papers[of].adjust(self.who(name, of), points, self.now))
        if wanted:
            done = adjust_many(shop=self.world.shop, adjustments=wanted, actor="staff", now=self.now)
            assert [one is True for one in done] == expected
            posted = [one for one, said in zip(wanted, done, strict=True) if said is True]
            if posted:
                again = adjust_many(shop=self.world.shop, adjustments=posted, actor="staff", now=self.now)
                assert not any(again)

    @rule(days=st.integers(0, 40), hours=st.integers(1, 23))
    def advance(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)

    @rule(times=st.integers(1, 3))
    def sweep(self, times: int) -> None:
        """Holds end and points expire; how often somebody looks makes no difference (X2)."""
        for _ in range(times):
            daily.catch_up(now=self.now)
        self.pass_time()

    @rule(rate=st.integers(1, 9), hold=st.sampled_from([0, 14]), months=st.sampled_from([None, 1, 2]))
    def rule_change(self, rate: int, hold: int, months: int | None) -> None:
        if (self.paper.rules_now.months is None) == (months is None):
            self.publish(rate, hold, months)

    @rule(gone=st.sampled_from(NAMES), kept=st.sampled_from(NAMES))
    def merge(self, gone: str, kept: str) -> None:
        if gone == kept or (gone in self.people and self.people[gone] == self.people.get(kept)):
            return
        for name in sorted({gone, kept} - set(self.people), key=[kept, gone].index):
            self.admit(name)
        for of, paper in self.papers.items():
            paper.merge(self.who(gone, of), self.who(kept, of), self.now)
        leaving = self.people[gone]
        for name in [name for name, person in self.people.items() if person == leaving]:
            self.people[name] = self.people[kept]
        for _ in range(2):
            self.work([CustomersMerged(kept=kept, gone=gone)])

    @rule(name=st.sampled_from(NAMES), sure=st.integers(0, 3))
    def redact(self, name: str, sure: int) -> None:
        if name in self.people and not sure:
            person = self.people[name]
            for of, paper in self.papers.items():
                paper.erase(self.who(name, of), self.now)
            self.work([CustomerRedacted(customer=name)])
            for other in [other for other, one in self.people.items() if one == person]:
                del self.people[other]

    @precondition(lambda self: self.tellers)
    @rule(which=PICK)
    def crash(self, which: int) -> None:
        """Dies in the middle of writing: nothing happened; told again, it happens once (I5)."""
        order, teller = self.pick(which)
        if order in self.lost:
            return
        teller.tick()
        teller.refund([], 777)
        with patch.object(Book, "write", side_effect=Crash), suppress(Crash):
            self.work([teller.snapshot()])
        self.tell(order, teller.snapshot())
