"""The ground the machine stands on: a shop, its books on paper, and how the one is told what the other knows."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from loyalty.desk.clocks import clock
from loyalty.desk.work import work
from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.lots import NEVER
from loyalty.ledger.glance import glance
from loyalty.ledger.models import Balance
from loyalty.ledger.verify import verify
from loyalty.members.models import Identity
from tests.laws.paper import Deal, Paper, Person, Rules
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

NAMES = ("7001", "7002", "7003")
AMOUNTS = st.integers(1, 400)
PICK = st.integers(0, 1000)
COST = 50


class Ground(RuleBasedStateMachine):
    """One programme with three customers; everything told is told to both."""

    policy = "debt"

    @initialize(rate=st.integers(1, 9), hold=st.sampled_from([0, 14]), months=st.sampled_from([None, 1, 2]))
    def open(self, rate: int, hold: int, months: int | None) -> None:
        self.now = START
        self.world = World(None)
        self.paper = Paper()
        self.tellers: dict[str, Teller] = {}
        self.whose: dict[str, str] = {}
        self.sent: list[OrderTold] = []
        self.lost: dict[str, OrderTold] = {}
        self.people: dict[str, Person] = {}
        self.keys: dict[str, int] = {}
        self.history: list[tuple[datetime, Rules]] = []
        self.publish(rate, hold, months)

    def publish(self, rate: int, hold: int, months: int | None) -> None:
        document = rules(points=rate, hold_days=hold, clawback=self.policy)
        if months is not None:
            document["expiry"] = {
                "per": "lot",
                "months": months,
                "notice_days": [],
                "without_notice": True,
                "grace_days": 10,
            }
        document["rewards"] = [{"id": "five-off", "kind": "amount_off", "cost": COST, "amount": "5.00"}]
        self.now += timedelta(minutes=1)  # nothing else happens at this very moment
        self.world.publish(document, at=self.now)
        self.now += timedelta(minutes=1)
        self.live = Rules(rate, hold, self.policy, months, 10)
        self.paper.rules_now = self.live
        self.clock = clock(shop=self.world.shop)
        self.history.append((self.now - timedelta(minutes=1), self.live))

    @invariant()
    def books_agree(self) -> None:
        if not hasattr(self, "paper"):
            return
        programme = self.world.programme.pk
        members = list(Balance.objects.filter(programme_id=programme).values_list("member_id", flat=True))
        purses = glance(programme_id=programme, member_ids=members, clock=self.clock, now=self.now).values()
        for person in self.paper.people:
            self.paper.pass_time(person, self.now)
        real = sorted((one.available, one.pending, one.reserved, one.debt) for one in purses)
        paper = sorted(person.figures() for person in self.paper.people)
        assert [one for one in real if any(one)] == [one for one in paper if any(one)]
        lots = sorted(
            (
                lot.account == "pending",
                lot.remaining,
                lot.earned_at,
                lot.available_at,
                lot.expires_at or NEVER,
            )
            for purse in purses
            for lot in purse.lots
            if lot.remaining
        )
        assert lots == sorted(one for person in self.paper.people for one in person.lots())

    def teardown(self) -> None:
        # Every third life is proven from its entries as well: that takes as long as living it.
        if hasattr(self, "world") and len(self.sent) % 3 == 0:
            faults = [
                fault for proof in verify(programme_id=self.world.programme.pk) for fault in proof.faults
            ]
            assert faults == [], faults

    # Helpers

    def pick(self, which: int) -> tuple[str, Teller]:
        order = sorted(self.tellers, key=int)[which % len(self.tellers)]
        return order, self.tellers[order]

    def member(self, name: str) -> int | None:
        row = Identity.objects.filter(shop=self.world.shop, kind="customer", value=name).first()
        return row.member_id if row and name in self.people else None

    def reserved(self, which: int) -> str:
        keys = [key for key, bought in self.paper.purchases.items() if bought.state == "reserved"]
        return keys[which % len(keys)] if keys else ""

    def tell(self, order: str, message: OrderTold, *, lost: bool = False) -> None:
        self.sent.append(message)
        if lost or order in self.lost:
            self.lost[order] = message
            return
        self.learn(order)
        self.paper.settle(order, self.now)
        self.work([message])

    def learn(self, order: str) -> None:
        """On paper, the sale is as the teller says."""
        teller, name = self.tellers[order], self.whose[order]
        sale = teller.sale()
        if order not in self.paper.deals:
            person = self.people.get(name)
            if person is None:
                person = self.people[name] = self.paper.person()
            self.paper.deals[order] = Deal(person, self.rules_at(teller.placed), teller.placed, sale)
        self.paper.deals[order].sale = sale

    def rules_at(self, at: datetime) -> Rules:
        return [made for since, made in self.history if since <= at][-1]

    def settle_on_paper(self, orders: list[str]) -> None:
        for order in sorted(orders, key=lambda one: (self.tellers[one].placed, one)):
            if order in self.paper.deals:
                self.paper.settle(order, self.now)

    def work(self, facts: list[Any]) -> None:
        told: list[tuple[int, Fact]] = list(enumerate(facts))
        work(shop=self.world.shop, told=told, now=self.now)
