"""Deeds on a redemption and its member that may come together: they leave what some order of them would leave."""

import itertools
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from msgspec.structs import replace

from loyalty.desk import daily, ending, issuing, spending
from loyalty.engine.facts import CustomersMerged, Fact, OrderTold
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Balance, Lot, Spend
from loyalty.ledger.spend import AlreadyEnded
from loyalty.ledger.verify import sound, verify
from loyalty.members.find import by_customer
from loyalty.rewards.models import Redemption, Stock
from loyalty.shops.platform import StoreFailed
from tests.concurrency.test_settling import at_once
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.rewards.pretend_store import PretendStore, State

NOW, LATE, COST = START + timedelta(days=1), START + timedelta(days=40), 70
DEEDS = ("redeem", "undo", "checkout", "refund", "expire", "merge")
Signature = tuple[object, ...]
REWARD: dict[str, Any] = {"id": "r", "kind": "amount_off", "cost": COST, "amount": "5.00"}


@dataclass
class Case:
    """A member with 200 points of two orders and a code of 70 in hand, and another with 50."""

    leaves: str = "used"
    store: State = field(default_factory=PretendStore.fresh)
    paid: bool = False  # at the checkout, whether or not we were told yet

    def __post_init__(self) -> None:
        settings.PLATFORMS = {"shopify": "tests.rewards.pretend_store.PretendStore"}
        document = rules() | {
            "rewards": [REWARD | {"points_leave": self.leaves}],
            "expiry": {"per": "lot", "months": 1, "without_notice": True},
        }
        self.world = World(document)
        self.first = Teller("1", [Goods(1, 10_000)])
        self.world.tell([self.first.snapshot(), Teller("2", [Goods(1, 10_000)]).snapshot()])
        self.world.tell([Teller("3", [Goods(1, 5_000)], customer="7002").snapshot()])
        self.made = self._redeem("p")
        self.carry()
        self.made.refresh_from_db()

    def _redeem(self, key: str) -> Redemption:
        member = by_customer(shop=self.world.shop, customer="7001")
        assert member is not None
        return spending.redeem(
            shop=self.world.shop, member_id=member.pk, reward="r", key=key, actor="member", now=NOW
        )

    def carry(self) -> None:
        """What the errands would do, for every redemption."""
        for one in Redemption.objects.filter(shop=self.world.shop):
            issuing.carry(shop=self.world.shop, wanted={"redemption": one.pk}, now=NOW)

    def deed(self, name: str) -> Callable[[], object]:
        found: Callable[[], object] = getattr(self, name)
        return found

    def redeem(self) -> None:
        try:
            self._redeem("n")
        except NotEnough:
            return

    def undo(self) -> None:
        made = Redemption.objects.select_related("spend").get(pk=self.made.pk)
        try:
            ending.end(redemption=made, why=Redemption.Ending.WITHDRAWN, actor="staff", now=NOW)
        except ending.CannotEnd:
            return
        self.carry_one()

    def carry_one(self) -> None:
        with suppress(AlreadyEnded, StoreFailed):  # the errand comes again, as `carry` does in the end
            issuing.carry(shop=self.world.shop, wanted={"redemption": self.made.pk}, now=NOW)

    def checkout(self) -> None:
        """A shopper pays with the code, if the store still takes it; the store tells us of it."""
        self.paid = self.paid or PretendStore().use(self.made.code)
        if self.paid:
            self.world.tell([coded(Teller("9", [Goods(1, 3_000)]).snapshot(), self.made.code)], now=NOW)

    def refund(self) -> None:
        told = Teller("1", [Goods(1, 10_000)])
        told.tick()
        self.world.tell([told.refund([(0, 1, 10_000)], 0)], now=NOW)

    def expire(self) -> None:
        for _ in range(2):  # who is merged away while the sweep comes is met by the next one
            daily.catch_up(now=LATE)

    def merge(self) -> None:
        merged: list[Fact] = [CustomersMerged(kept="7002", gone="7001")]
        self.world.tell(merged, now=NOW)

    def signature(self) -> Signature:
        """All that must not depend on who came first beyond what their order explains."""
        self.carry()
        programme = self.world.programme
        rows = Balance.objects.filter(programme=programme)
        lots = Lot.objects.filter(programme=programme, remaining__gt=0)
        return (
            sorted(rows.values_list("available", "pending", "reserved", "debt")),
            sorted(lots.values_list("remaining", "expires_at")),
            sorted(
                Spend.objects.filter(programme=programme).values_list("key", "state", "returned", "order")
            ),
            sorted(
                Redemption.objects.filter(shop=self.world.shop).values_list("spend__key", "state", "ending")
            ),
            self.made.code in self.store.alive and not self.store.codes[self.made.code].used,
        )


def coded(told: OrderTold, *codes: str) -> OrderTold:
    """The order as paid with these codes."""
    assert told.header is not None
    return replace(told, header=replace(told.header, discount_codes=codes))


@lru_cache
def serial(deeds: tuple[str, ...], leaves: str) -> tuple[Signature, ...]:
    """What every order of the deeds leaves."""
    found: list[Signature] = []
    for order in itertools.permutations(deeds):
        case = Case(leaves)
        for name in order:
            case.deed(name)()
        left = case.signature()
        if left not in found:
            found.append(left)
    return tuple(found)


def play(deeds: Sequence[str], leaves: str, seed: int) -> str:
    """One round of D4; what is wrong with it, "" for nothing."""
    case = Case(leaves)
    shuffled = list(deeds)
    random.Random(seed).shuffle(shuffled)
    at_once([case.deed(name) for name in shuffled], hands=len(shuffled))
    left = case.signature()
    if left not in serial(tuple(sorted(deeds)), leaves):
        return f"{shuffled} ({leaves}, seed {seed}) left {left}"
    return "" if sound(verify(programme_id=case.world.programme.pk)) else f"the books are broken, seed {seed}"


def crowd(*, balance: int, hands: int, seats: int | None = None) -> str:
    """One round of D3: so many hands at one member's balance, or one each at the last seats; "" when exact."""
    PretendStore.fresh()
    reward = REWARD | ({"stock": seats} if seats is not None else {})
    world = World(rules() | {"rewards": [reward]})
    people = 1 if seats is None else hands
    world.tell([
        Teller(str(n), [Goods(1, balance * 100)], customer=str(7001 + n)).snapshot() for n in range(people)
    ])  # fmt: skip
    members = [by_customer(shop=world.shop, customer=str(7001 + n)) for n in range(people)]
    at_once([_asking(world, members[n % people], str(n)) for n in range(hands)], hands=hands)
    granted = Spend.objects.filter(programme=world.programme).count()
    expected = min(hands, balance // COST) if seats is None else min(hands, seats)
    rows = Balance.objects.filter(programme=world.programme)
    held = sorted((row.available, row.reserved) for row in rows)
    taken = list(Stock.objects.filter(programme=world.programme).values_list("taken", flat=True))
    wanted = (
        [(balance - COST * expected, COST * expected)]
        if seats is None
        else sorted([(balance - COST, COST)] * expected + [(balance, 0)] * (hands - expected))
    )
    exact = granted == expected and held == wanted and taken in ([], [expected])
    return "" if exact else f"{granted} of {expected} granted, {held}, {taken} taken"


def _asking(world: World, member: Any, key: str) -> Callable[[], object]:
    def deed() -> None:
        try:
            spending.redeem(
                shop=world.shop, member_id=member.pk, reward="r", key=key, actor="member", now=NOW
            )
        except (NotEnough, spending.NotOffered):
            return

    return deed
