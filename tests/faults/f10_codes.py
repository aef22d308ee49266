"""F10: thousands of redemptions against a store that throttles, breaks and hangs up, while workers are killed."""

import random
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from loyalty.desk import spending
from loyalty.desk.adjusting import adjust
from loyalty.ledger.models import Balance, Spend
from loyalty.ledger.verify import sound, verify
from loyalty.members.recognise import recognise
from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT
from tests.faults.breaking import again_and_again, killed_one
from tests.faults.stage import house
from tests.shopify.town import Town

COST, PEOPLE = 10, 10
REWARD = {"id": "r", "kind": "amount_off", "cost": COST, "amount": "5.00"}
FAULTS = {
    "graphql_throttle_percent": 30,
    "graphql_5xx_percent": 10,
    "graphql_timeout_after_percent": 5,
    "graphql_garbage_percent": 1,
}
STUCK_AFTER = 600
CODES_A_SECOND = 10  # about what comes about; so the kills fall into the work


@dataclass
class Result:
    """`lost` in points; `hidden` = redemptions without a code of which nobody would hear."""

    redemptions: int
    shops: int
    kills: int
    codes: int = 0
    double: int = 0
    strays: int = 0  # codes in a store that no issued redemption has
    missing: int = 0  # issued redemptions without a code in the store
    lost: int = 0
    hidden: int = 0
    dead: int = 0
    broken: int = 0
    seconds: float = 0
    refused: Counter[str] = field(default_factory=Counter)  # by what it is said to have said: never

    @property
    def passed(self) -> bool:
        return not (
            self.refused
            or self.double
            or self.strays
            or self.missing
            or self.lost
            or self.hidden
            or self.broken
        )


def play(*, seed: int, count: int, shops: int, kills: int, hurried: bool = False) -> Result:
    """`hurried`: at the end everybody is killed once more, and what they held and put off is due at once."""
    result, dice = Result(count, shops, kills), random.Random(seed)
    town, worker = house().town, house().worker
    here = {shop.pk: shop for shop in (_shop(town, count // shops) for _ in range(shops))}
    for number, shop in enumerate(here.values()):
        town.chaos(shop, seed=seed + number, **FAULTS)
    began, every = time.monotonic(), count / kills / CODES_A_SECOND
    with again_and_again(lambda: killed_one(worker, dice), dice, times=kills, every=every):
        _redeem(list(here.values()), count // shops)
    if hurried:
        worker.kill()
        _waiting(here).update(leased_until=None)  # as if the leases of the dead had run out
    result.seconds = _until_carried(_waiting(here), began, hurried=hurried)
    for shop in here.values():
        _judge(town, shop, result)
    return result


def _shop(town: Town, redemptions: int) -> Shop:
    """With ten members who can pay for their share."""
    shop = town.shop(document=DOCUMENT | {"rewards": [REWARD]})
    numbers = [str(town.customer(shop, f"p{n}@example.com")) for n in range(PEOPLE)]
    keys = [("customer", number) for number in numbers]
    for member in recognise(shop=shop, keys=keys, now=timezone.now()).values():
        adjust(shop=shop, member_id=member, points=COST * redemptions, why="f10", key=f"f10:{member}",
               actor="f10", now=timezone.now())  # fmt: skip
    return shop


def _redeem(shops: list[Shop], each: int) -> None:
    people = {shop.pk: _members(shop) for shop in shops}
    for number in range(each):
        for shop in shops:
            spending.redeem(
                shop=shop, member_id=people[shop.pk][number % PEOPLE], reward="r", key=str(number), actor="m",
                now=timezone.now(),
            )  # fmt: skip


def _members(shop: Shop) -> list[int]:
    rows = Balance.objects.filter(programme_id=shop.programme_id).order_by("member_id")
    return list(rows.values_list("member_id", flat=True))


def _waiting(shops: Collection[int]) -> QuerySet[Errand]:
    return Errand.objects.filter(shop__in=shops, state="waiting")


def _until_carried(waiting: QuerySet[Errand], began: float, *, hurried: bool) -> float:
    """Seconds from `began` until nothing waited any more, or nothing moved for STUCK_AFTER seconds."""
    waits, moved = -1, time.monotonic()
    while waits and time.monotonic() - moved < STUCK_AFTER:
        if hurried:
            waiting.filter(leased_until=None).update(due_at=timezone.now())
        left = waiting.count()
        if left != waits:
            waits, moved = left, time.monotonic()
        time.sleep(0.5)
    return time.monotonic() - began


def _judge(town: Town, shop: Shop, result: Result) -> None:
    answer = town.http.get(f"/_control/shops/{shop.domain}/codes")
    titles = [one["title"] for one in answer.raise_for_status().json()]
    there = Counter(title.rpartition(" ")[2] for title in titles if " · " in title)  # else the store's own
    made = dict(Redemption.objects.filter(shop=shop).values_list("public", "state"))
    issued = {public for public, state in made.items() if state == "issued"}
    result.refused.update(Redemption.objects.filter(shop=shop).exclude(why="").values_list("why", flat=True))
    result.codes += sum(there.values())
    result.double += sum(number - 1 for number in there.values())
    result.strays += len(set(there) - issued)
    result.missing += len(issued - set(there))
    dead = Errand.objects.filter(shop=shop, state="dead").count()
    result.dead += dead
    result.hidden += sum(state == "reserved" for state in made.values()) - dead
    rows = Balance.objects.filter(programme_id=shop.programme_id)
    given, spends = COST * len(made) * PEOPLE, Spend.objects.filter(shop=shop)
    held = sum(row.available + row.reserved for row in rows)
    result.lost += abs(given - held) + abs(
        sum(row.reserved for row in rows) - COST * spends.filter(state="reserved").count()
    )
    result.broken += not sound(verify(programme_id=shop.programme_id))
