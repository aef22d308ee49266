"""What members do besides buying, live and in replay: the same lots, awards, reasons, tiers, missions."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from loyalty.activities.models import Activity
from loyalty.desk.doing import LAST, Deed, judge_activity, tell_activities
from loyalty.engine.activity import micro
from loyalty.members.find import by_customer
from tests.activities.test_doing import RULES
from tests.activities.test_saying_yes import DOCUMENT as YES
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
GID = "gid://shopify/Customer/"
DOCUMENT: dict[str, Any] = {
    "schema": 2,
    "name": "Deeds",
    "currencies": [{"id": "steps", "one": "step", "many": "steps"}],
    "earning": [
        {"id": "order", "on": "order_paid", "award": {"points": 1, "per": "1.00"}},
        *RULES,
        {"id": "walk", "on": "activity", "activity": "walk", "currency": "steps", "award": {"points": 1}},
        {"id": "gold-ride", "on": "activity", "activity": "ride", "award": {"points": 7},
         "when": {"field": "member.tier", "is": "walker"}, "limit": {"times": 2, "per": "week"}},
    ],
    "tiers": {"by": "activity", "counter": "steps", "window": {"rolling_months": 12},
              "levels": [{"id": "guest", "at": "0"}, {"id": "walker", "at": 3, "multiplier": "2"}]},
    "missions": [{"id": "five", "title": "Five walks",
                  "goals": [{"count": "steps", "reach": 5}], "times": 1, "award": {"points": 500}}],
}  # fmt: skip


class Doers(Store):
    """Members of it do things."""

    def do(self, what: str, key: str, customer: int = 7001, **more: str) -> int:
        """Told to the desk and to the history; what it brought."""
        self.tell_replay("activity", {"member": f"{GID}{customer}", "type": what, "key": key} | more)
        deed = Deed(
            member_id=self.member(customer),
            type=what,
            key=key,
            at=self.clock,
            quantity=micro(more.get("quantity", "1")),
            unit=more.get("unit", ""),
            place=more.get("place", ""),
            proof=more.get("proof", "verified"),  # type: ignore[arg-type]
        )
        [kept] = tell_activities(shop=self.shop, deeds=[deed], actor="api", now=self.clock)
        return sum(award.posted for award in kept.awards)

    def judge(self, key: str, state: str, customer: int = 7001, grade: str = "") -> None:
        row = Activity.objects.get(shop=self.shop, key=key)
        told = {"member": f"{GID}{customer}", "type": row.type, "key": key, "judged": state, "grade": grade}
        self.tell_replay("activity", told)
        state = Activity.State(state)
        judge_activity(activity=row, state=state, grade=grade, actor="staff", now=self.clock)

    def member(self, customer: int = 7001) -> int:
        found = by_customer(shop=self.shop, customer=str(customer))
        assert found is not None
        return found.pk


@pytest.fixture
def shop() -> Doers:
    made = Doers(DOCUMENT)
    made.pay("10.00")
    made.pay("10.00", customer=8, email="newcomer@example.com")
    return made


def test_readings_check_ins_and_gradings_come_to_the_same(shop: Doers) -> None:
    for number in range(7):
        shop.clock += timedelta(hours=5)
        shop.do("ride", f"r{number}", quantity="12.345678", unit="km")
        shop.do("charge", f"c{number}", quantity="9", unit="kWh")
        shop.do("check-in", f"i{number}", place="tea-house")
    shop.do("trade-in", "jacket", proof="self_declared")
    shop.judge("jacket", "done", grade="good")
    shop.clock += timedelta(hours=1)
    shop.judge("jacket", "done", grade="worn")
    shop.judge("r3", "withdrawn")
    shop.do("ride", "r3", quantity="12.345678", unit="km")
    shop.replays_alike()


def test_walks_make_the_tier_and_the_mission_and_the_tier_opens_a_rule(shop: Doers) -> None:
    given = []
    for number in range(6):
        shop.clock += timedelta(minutes=10)
        shop.do("walk", f"w{number}")
        given.append(shop.do("ride", f"r{number}", quantity="1", unit="km"))
    assert given == [0, 0, 7, 7, 0, 0]
    shop.pay("10.00")
    assert shop.has().available == 10 + 14 + 500 + 20
    shop.judge("w0", "withdrawn")
    shop.judge("w1", "refused")
    assert shop.has().available == 10 + 14 + 20, "four are too few"
    shop.replays_alike()


def test_who_is_merged_keeps_what_was_done_and_what_was_left_over(shop: Doers) -> None:
    shop.do("ride", "a", quantity="6", unit="km")
    shop.do("ride", "b", 8, quantity="5", unit="km")
    shop.do("follow", "f", proof="self_declared")
    shop.clock += timedelta(minutes=1)
    shop.send("customers/merge", {
        "admin_graphql_api_customer_kept_id": f"{GID}8", "admin_graphql_api_customer_deleted_id": f"{GID}7001",
        "status": "completed",
    })  # fmt: skip
    shop.clock += timedelta(minutes=1)
    assert shop.do("follow", "again", 8, proof="self_declared") == 0, "once for life, whoever it was"
    assert shop.do("ride", "c", 8, quantity="0.000001", unit="km") == 1, "eleven kilometres"
    shop.judge("a", "withdrawn", 8)
    shop.judge("f", "refused", 8)
    shop.do("walk", "w", 8)
    shop.replays_alike()


def test_a_yes_that_ends_closes_what_it_opened_and_keeps_what_it_gave() -> None:
    shop = Doers(YES)
    shop.pay("10.00")
    for number, state in enumerate(["ended", "withdrawn"]):
        shop.do("data-share", f"yes{number}")
        assert shop.do("solar", f"s{number}", quantity="10", unit="kWh") == 10
        shop.clock += timedelta(hours=1)
        shop.judge(f"yes{number}", state)
        assert shop.do("solar", f"late{number}", quantity="10", unit="kWh") == 0
        shop.clock += timedelta(hours=1)
    shop.replays_alike()


def _mixed(shop: Doers, dice: random.Random, keys: Sequence[str]) -> None:
    """One of many things."""
    customer, key = dice.choice([7001, 8]), dice.choice(keys)
    match dice.randrange(6):
        case 0:
            shop.pay(f"{dice.randrange(1, 90)}.00", customer=customer, email="")
        case 1 if Activity.objects.filter(shop=shop.shop, key=key).exclude(state__in=LAST).exists():
            row = Activity.objects.get(shop=shop.shop, key=key)
            owner = 7001 if row.member_id == shop.member() else 8
            shop.judge(
                key,
                dice.choice(["done", "refused", "withdrawn", "ended"]),
                owner,
                dice.choice(["good", "worn"]),
            )
        case _ if not Activity.objects.filter(shop=shop.shop, key=key).exists():
            what = dice.choice(["ride", "charge", "check-in", "trade-in", "follow", "walk"])
            units = {"ride": "km", "charge": "kWh"}
            quantity = f"{dice.randrange(1, 40)}.{dice.randrange(10**6):06}" if what in units else "1"
            place = dice.choice(["tea-house", "elsewhere"]) if what == "check-in" else ""
            proof = dice.choice(["self_declared", "verified"])
            shop.do(
                what, key, customer, quantity=quantity, unit=units.get(what, ""), place=place, proof=proof
            )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_mixture_comes_to_the_same(shop: Doers, seed: int) -> None:
    dice = random.Random(seed)
    keys = [f"k{number}" for number in range(40)]
    for _ in range(60):
        shop.clock += timedelta(minutes=dice.randrange(1, 3000))
        _mixed(shop, dice, keys)
    shop.replays_alike()
