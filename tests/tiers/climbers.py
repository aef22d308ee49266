"""A shop with tiers, orders told to its desk, and short questions about where a member stands."""

from datetime import datetime, timedelta
from typing import Any

from loyalty.desk.tiers import tier
from loyalty.members.find import by_customer
from loyalty.shops.models import Installation
from loyalty.tiers.models import Standing, TierChange
from loyalty.tiers.now import tier_now
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

DAY = timedelta(days=1)
TIERS: dict[str, Any] = {
    "by": "spend",
    "window": {"rolling_months": 12},
    "levels": [
        {"id": "member", "at": "0"},
        {"id": "silver", "at": "100.00"},
        {"id": "gold", "at": "250.00", "retain": "200.00", "title": "Gold"},
    ],
    "grace_days": 30,
}


class Club(World):
    """One programme with tiers; the app was installed long ago."""

    def __init__(self, **more: Any) -> None:
        super().__init__(rules(points=1) | {"tiers": TIERS | more})
        Installation.objects.create(shop=self.shop, installed_at=START - 500 * DAY, installed_by="owner")
        self.tellers: dict[str, Teller] = {}

    def buys(
        self, order: str, minor: int, *, day: int = 0, now: int | None = None, customer: str = "7001"
    ) -> Teller:
        """An order of that day, told `now` (the same day if not given)."""
        teller = Teller(order, [Goods(1, minor), Goods(1, 0)], placed=START + day * DAY, customer=customer)
        self.tell([teller.snapshot()], now=START + (day if now is None else now) * DAY)
        return teller

    def returns(self, teller: Teller, *, day: int) -> None:
        """All of it goes back."""
        teller.clock = day * 86_400
        [goods, _] = teller.goods
        self.tell([teller.refund([(0, 1, goods.paid)], 0), teller.snapshot()], now=teller.placed + day * DAY)

    def member(self, customer: str = "7001") -> int:
        found = by_customer(shop=self.shop, customer=customer)
        assert found is not None
        return found.pk

    def level(self, day: int, customer: str = "7001") -> str:
        """What a reader is told that day; agrees with the slow reckoning unless a warning is waited for."""
        member = self.member(customer)
        fast = tier_now(shop=self.shop, member_id=member, now=self.on(day))
        slow = tier(shop=self.shop, member_id=member, at=self.on(day))
        assert fast is not None
        assert slow is not None
        assert fast.told == slow, "the compact rows say something else than the orders"
        return fast.level.id

    def stands(self, customer: str = "7001") -> Standing:
        return Standing.objects.get(member_id=self.member(customer))

    def steps(self, customer: str = "7001") -> list[tuple[str, str, str]]:
        rows = TierChange.objects.filter(member_id=self.member(customer)).order_by("pk")
        return [(row.reason["code"], row.from_level, row.to_level) for row in rows]

    def on(self, day: int) -> datetime:
        return START + day * DAY
