"""A shop that sells paid memberships, orders told to its desk, and short questions about what somebody holds."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from loyalty.desk import tier_rounds
from loyalty.engine.facts import OrderTold
from loyalty.members.find import by_customer
from loyalty.outbox.models import Errand
from loyalty.tiers.models import PlansHeld
from loyalty.tiers.plans import Plans
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

DAY = timedelta(days=1)
CLUB: dict[str, Any] = {
    "id": "club",
    "title": "Tea club",
    "sku": "CLUB-YEAR",
    "period": "year",
    "multiplier": "2",
    "perks": [{"id": "early", "tag": "early-access"}, {"id": "tasting", "title": "Tasting", "quota": 2}],
}
MONTH: dict[str, Any] = {"id": "month", "title": "Monthly box", "sku": "BOX", "period": "month"}


class House(World):
    """One programme that sells plans; orders have the plan's line first and goods for 10.00 after it."""

    def __init__(self, *plans: dict[str, Any], **more: Any) -> None:
        super().__init__(rules(points=1) | {"schema": 2, "memberships": list(plans or (CLUB, MONTH))} | more)

    def buys(
        self,
        order: str,
        sku: str = "CLUB-YEAR",
        *,
        day: int = 0,
        pieces: int = 1,
        paid: int = 4_900,
        customer: str = "7001",
    ) -> Teller:
        goods = [Goods(pieces, paid * pieces), Goods(1, 1_000)]
        teller = Teller(order, goods, placed=START + day * DAY, customer=customer)
        self.say(teller, sku, day=day)
        return teller

    def order(self, order: str, sku: str, *, day: int) -> OrderTold:
        """An order of that day, not told yet."""
        goods = [Goods(1, 4_900), Goods(1, 1_000)]
        return self._told(Teller(order, goods, placed=START + day * DAY), sku)

    def say(
        self, teller: Teller, sku: str = "CLUB-YEAR", *, day: int, more: list[OrderTold] | None = None
    ) -> None:
        """Tells the order as it stands."""
        self.tell([*(more or []), self._told(teller, sku)], now=self.on(day))

    def _told(self, teller: Teller, sku: str) -> OrderTold:
        told = teller.snapshot()
        assert told.header is not None
        [plan, *others] = told.header.lines
        return replace(told, header=replace(told.header, lines=(replace(plan, sku=sku), *others)))

    def returns(self, teller: Teller, sku: str = "CLUB-YEAR", *, day: int, pieces: int = 1) -> None:
        """Pieces of the plan go back."""
        teller.clock = day * 86_400
        each = teller.goods[0].paid // teller.goods[0].quantity
        self.say(teller, sku, day=day, more=[teller.refund([(0, pieces, each * pieces)], 0)])

    def gets_money_back(self, teller: Teller, sku: str = "CLUB-YEAR", *, day: int) -> None:
        """All of the money, of no line in particular."""
        teller.clock = day * 86_400
        total = sum(one.paid for one in teller.goods)
        self.say(teller, sku, day=day, more=[teller.refund([], total)])

    def member(self, customer: str = "7001") -> int:
        found = by_customer(shop=self.shop, customer=customer)
        assert found is not None
        return found.pk

    def plans(self, day: int, customer: str = "7001", *, order: str = "") -> tuple[str, ...]:
        member = self.member(customer)
        return Plans(shop=self.shop, member_ids=[member]).at(member, self.on(day), order=order)

    def held(self, customer: str = "7001") -> PlansHeld:
        return PlansHeld.objects.get(member_id=self.member(customer))

    def tags(self, customer: str = "7001") -> list[str] | None:
        """What the store was last asked to put on the customer; None when it was asked for nothing."""
        row = Errand.objects.filter(shop=self.shop, key=f"customer_tags:{customer}").first()
        return row.wanted["add"] if row else None

    def hours(self, day: int) -> None:
        """The hourly round."""
        tier_rounds.review_due(now=self.on(day))

    def on(self, day: int) -> datetime:
        return START + day * DAY
