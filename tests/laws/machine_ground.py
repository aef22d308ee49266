"""The ground the machine stands on: a shop, its books on paper, and how the one is told what the other knows."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from loyalty.desk import clocks, spending
from loyalty.desk.work import work
from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.lots import NEVER, POINTS
from loyalty.engine.purse import Purse
from loyalty.ledger.glance import glance_at_all
from loyalty.ledger.models import Balance
from loyalty.ledger.spend import reserve
from loyalty.ledger.verify import verify
from loyalty.members.models import Identity
from tests.laws.paper import Deal, Paper, Person, Rules
from tests.laws.stamping import STAMPS, stamp
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.ledger.plain_owed import agrees_however_it_is_kept

NAMES = ("7001", "7002", "7003")
CURRENCY = st.sampled_from([POINTS, POINTS, STAMPS])
PICK = st.integers(0, 1000)
COST = {POINTS: 50, STAMPS: 3}
GRACE = 10
HOLDS, MONTHS = st.sampled_from([0, 14]), st.sampled_from([None, 1, 2])


class Ground(RuleBasedStateMachine):
    """One programme with three customers; everything told is told to both. `people` are numbers in the papers."""

    policy = "debt"

    @initialize(rate=st.integers(1, 9), hold=HOLDS, months=MONTHS, stamps_hold=HOLDS, stamps_months=MONTHS)
    def open(
        self, rate: int, hold: int, months: int | None, stamps_hold: int, stamps_months: int | None
    ) -> None:
        self.now = START
        self.world = World(None)
        self.papers = {POINTS: Paper(), STAMPS: Paper()}
        self.paper = self.papers[POINTS]
        self.tellers: dict[str, Teller] = {}
        self.whose: dict[str, str] = {}
        self.sent: list[OrderTold] = []
        self.lost: dict[str, OrderTold] = {}
        self.people: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        self.history: list[tuple[datetime, Rules]] = []
        self.stamped = Rules(1, stamps_hold, self.policy, stamps_months, GRACE, per="10.00")
        self.papers[STAMPS].rules_now = self.stamped
        self.publish(rate, hold, months)

    def publish(self, rate: int, hold: int, months: int | None) -> None:
        document = rules(points=rate, hold_days=hold, clawback=self.policy)
        document |= _expiry(months)
        stamps = {"id": STAMPS, "one": "stamp", "many": "stamps"} | _expiry(self.stamped.months)
        document |= {"schema": 2, "currencies": [stamps]}
        document["rewards"] = [
            {"id": "five-off", "kind": "amount_off", "cost": COST[POINTS], "amount": "5.00"}
        ]
        self.now += timedelta(minutes=1)  # nothing else happens at this very moment
        self.world.publish(document, at=self.now)
        self.now += timedelta(minutes=1)
        self.paper.rules_now = Rules(rate, hold, self.policy, months, GRACE)
        self.clock = clocks.clock(shop=self.world.shop)
        self.history.append((self.now - timedelta(minutes=1), self.paper.rules_now))

    @invariant()
    def books_agree(self) -> None:
        if not hasattr(self, "paper"):
            return
        programme = self.world.programme.pk
        members = set(Balance.objects.filter(programme_id=programme).values_list("member_id", flat=True))
        purses = glance_at_all(
            programme_id=programme, member_ids=sorted(members), clock=self.clock, now=self.now
        )
        self.pass_time()
        for of, paper in self.papers.items():
            held = [purse for (_, currency), purse in purses.items() if currency == of]
            real = sorted((one.available, one.pending, one.reserved, one.debt) for one in held)
            told = sorted(person.figures() for person in paper.people)
            assert [one for one in real if any(one)] == [one for one in told if any(one)], of
            assert _lots(held) == sorted(one for person in paper.people for one in person.lots()), of
        assert {currency for _, currency in purses} <= set(self.papers)

    def teardown(self) -> None:
        # Every third life is proven from its entries as well: that takes as long as living it.
        if hasattr(self, "world") and len(self.sent) % 3 == 0:
            faults = [
                fault for proof in verify(programme_id=self.world.programme.pk) for fault in proof.faults
            ]
            assert faults == [], faults
        if hasattr(self, "world") and len(self.sent) % 8 == 7:
            agrees_however_it_is_kept(self.world.shop, self.now, *self.papers)

    # Helpers

    def pick(self, which: int) -> tuple[str, Teller]:
        order = sorted(self.tellers, key=int)[which % len(self.tellers)]
        return order, self.tellers[order]

    def member(self, name: str) -> int | None:
        row = Identity.objects.filter(shop=self.world.shop, kind="customer", value=name).first()
        return row.member_id if row and name in self.people else None

    def admit(self, name: str) -> None:
        """Everybody is in both papers, at the same place."""
        self.people[name] = len(self.paper.people)
        for paper in self.papers.values():
            paper.person()

    def who(self, name: str, of: str) -> Person:
        return self.papers[of].people[self.people[name]]

    def pass_time(self) -> None:
        for paper in self.papers.values():
            for person in paper.people:
                paper.pass_time(person, self.now)

    def reserved(self, which: int) -> tuple[str, Paper]:
        """A redemption under way and the paper it is on."""
        open_ones = [
            (key, paper)
            for paper in self.papers.values()
            for key, bought in paper.purchases.items()
            if bought.state == "reserved"
        ]
        return open_ones[which % len(open_ones)] if open_ones else ("", self.paper)

    def reserve(self, of: str, member: int, key: str) -> None:
        """Points buy a reward of the document, stamps something at their price."""
        shop = self.world.shop
        if of == POINTS:
            spending.redeem(
                shop=shop, member_id=member, reward="five-off", key=key, actor="member", now=self.now
            )
        else:
            reserve(shop=shop, member_id=member, key=key, points=COST[of], currency=of, reason={"reward": of},
                    version=1, actor="member", clock=self.clock, now=self.now)  # fmt: skip

    def tell(self, order: str, message: OrderTold, *, lost: bool = False) -> None:
        self.sent.append(message)
        if lost or order in self.lost:
            self.lost[order] = message
            return
        self.learn(order)
        self.work([message])
        self.settle_on_paper([order])

    def learn(self, order: str) -> None:
        """On paper, the sale is as the teller says."""
        teller, name = self.tellers[order], self.whose[order]
        sale = teller.sale()
        if order not in self.paper.deals:
            if name not in self.people:
                self.admit(name)
            for of, terms in ((POINTS, self.rules_at(teller.placed)), (STAMPS, self.stamped)):
                self.papers[of].deals[order] = Deal(self.who(name, of), terms, teller.placed, sale)
        for paper in self.papers.values():
            paper.deals[order].sale = sale

    def rules_at(self, at: datetime) -> Rules:
        return [made for since, made in self.history if since <= at][-1]

    def settle_on_paper(self, orders: list[str]) -> None:
        """The points as the shop's word was worked; then the stamps, for which goods came back before they settle."""
        placed = sorted(orders, key=lambda one: (self.tellers[one].placed, one))
        known = [order for order in placed if order in self.paper.deals]
        for order in known:
            self.paper.settle(order, self.now)
        stamp(self.world.shop, orders, self.stamped, self.now)
        for order in known:
            self.papers[STAMPS].bring_back(order, self.now)
        for order in known:
            self.papers[STAMPS].post(order, self.now)

    def work(self, facts: list[Any]) -> None:
        told: list[tuple[int, Fact]] = list(enumerate(facts))
        work(shop=self.world.shop, told=told, now=self.now)


def _expiry(months: int | None) -> dict[str, Any]:
    life: dict[str, Any] = {
        "per": "lot",
        "months": months,
        "notice_days": [],
        "without_notice": True,
        "grace_days": GRACE,
    }
    return {} if months is None else {"expiry": life}


def _lots(held: list[Purse]) -> list[tuple[Any, ...]]:
    return sorted(
        (lot.account == "pending", lot.remaining, lot.earned_at, lot.available_at, lot.expires_at or NEVER)
        for purse in held
        for lot in purse.lots
        if lot.remaining
    )
