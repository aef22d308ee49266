"""The accountant's examples in which time passes or points are spent: V12, V13, V18, V19, V21, V22 and V24.

The clock of the whole process is set, so that every step happens at its own moment.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
import time_machine

from loyalty.desk import spending
from loyalty.desk.joining import join
from loyalty.ledger.adjust import NotEnough
from loyalty.members.find import by_customer
from tests.laws.world import rules
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2026, 1, 1, 17, tzinfo=UTC)


class Day(Store):
    """A store whose clock the test turns."""

    def __init__(self, document: dict[str, Any], traveller: time_machine.Traveller) -> None:
        super().__init__(document)
        self.traveller = traveller
        self.at(NEW_YEAR)

    def at(self, moment: datetime) -> Self:
        self.clock = moment
        self.traveller.move_to(moment, tick=False)
        return self

    def send(self, topic: str, payload: dict[str, Any], times: int = 1) -> None:
        self.traveller.move_to(self.clock, tick=False)
        super().send(topic, payload, times)

    def member(self, customer: int = 7001) -> int:
        found = by_customer(shop=self.shop, customer=str(customer))
        assert found is not None
        return found.pk

    def spend(self, key: str, *, reward: str = "five-off", customer: int = 7001, order: str = "",
              points: int | None = None, session: str = "") -> None:  # fmt: skip
        self.tell_replay(
            "redeem",
            {
                "member": f"gid://shopify/Customer/{customer}",
                "reward": reward,
                "key": key,
                "data": {"order": order and f"gid://shopify/Order/{order}", "points": points},
            },
        )
        spending.redeem(shop=self.shop, member_id=self.member(customer), reward=reward, key=key, actor="member",
                        now=self.clock, points=points, session=session)  # fmt: skip
        spending.used(shop=self.shop, key=key, order=order, actor="shop", now=self.clock)

    def standing(self, customer: int = 7001) -> tuple[int, int, int]:
        """Available, pending, owed, at the store's own moment."""
        has = self.has(customer, now=self.clock)
        return has.available, has.pending, has.debt


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NEW_YEAR, tick=False) as coordinates:
        yield coordinates


def programme(cost: int, *, months: int | None = None, grace_days: int = 30, **more: Any) -> dict[str, Any]:
    """One point per dollar, a reward of `cost` points; points expire after `months` at the end of the day."""
    document = rules(points=1, **more)
    document["rewards"] = [{"id": "five-off", "kind": "amount_off", "cost": cost, "amount": "5.00"}]
    if months:
        document["expiry"] = {"per": "lot", "months": months, "grace_days": grace_days}
    return document


@pytest.mark.parametrize(
    ("policy", "owed", "after"), [("debt", 80, (20, 0, 0)), ("floor", 0, (100, 0, 0))], ids=["V12", "V13"]
)
def test_v12_v13_earn_100_spend_80_refund_all_then_earn_100(
    traveller: time_machine.Traveller, policy: str, owed: int, after: tuple[int, int, int]
) -> None:
    """With the policy debt 80 are owed and repaid first; with floor the shop writes 80 off, where it can be seen."""
    store = Day(programme(80, clawback=policy), traveller)
    order = store.pay("100.00")
    store.spend("first")
    assert store.standing() == (20, 0, 0)
    store.refund(order, lines={0: "100.00"})
    assert store.standing() == (0, 0, owed)
    assert store.award(order).written_off == 80 - owed
    store.pay("100.00")
    assert store.standing() == after
    store.check()
    store.replays_alike()


@pytest.mark.parametrize(("grace_days", "back"), [(30, 100), (0, 40)])
def test_v18_points_spent_on_an_order_come_back_to_their_lots_or_live_by_the_grace(
    traveller: time_machine.Traveller, grace_days: int, back: int
) -> None:
    """60 would have ended in January, 80 end in March; 100 were spent; the order they paid for comes back in
    February: 40 are in the March lot again, 60 live on by the grace setting, or are gone without one."""
    store = Day(programme(100, months=2, grace_days=grace_days), traveller)
    store.at(datetime(2025, 11, 20, 17, tzinfo=UTC)).pay("60.00")  # ends with 20 January
    store.at(datetime(2026, 1, 10, 17, tzinfo=UTC)).pay("80.00")  # ends with 10 March
    store.at(datetime(2026, 1, 12, 17, tzinfo=UTC))
    paid_with = store.order("30.00", customer=None, email="somebody@example.com")
    store.send("orders/paid", paid_with)
    store.spend("r", order=str(paid_with["id"]))
    assert store.standing() == (40, 0, 0)
    store.at(datetime(2026, 2, 10, 17, tzinfo=UTC)).refund(paid_with, lines={0: "30.00"})
    assert store.standing() == (40 + back, 0, 0)
    assert store.open_lots() == [
        (80, datetime(2026, 3, 11, 4, tzinfo=UTC)),
        *([(60, datetime(2026, 3, 13, 4, tzinfo=UTC))] if grace_days else []),
    ]
    store.refund(paid_with, "1.00")
    assert store.standing() == (40 + back, 0, 0), "R6: at most once"
    store.check()
    store.replays_alike()


def test_v19_m2_two_records_merged_twice_then_an_order_of_the_one_is_refunded(
    traveller: time_machine.Traveller,
) -> None:
    """A has 300, B has 200; merged, told twice; 50.00 of A's order go back: 450."""
    store = Day(rules(points=1), traveller)
    first = store.pay("50.00", "250.00", customer=7001)
    store.pay("200.00", customer=7002)
    told = {
        "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/7002",
        "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/7001",
    }
    store.send("customers/merge", told, times=2)
    assert store.standing(7002) == (500, 0, 0)
    store.refund(first, lines={0: "50.00"})
    assert store.standing(7002) == (450, 0, 0)
    assert store.standing(7001) == (450, 0, 0), "the old record answers as the kept one"
    store.check()
    store.replays_alike()


def test_v21_points_that_end_at_the_midnight_of_a_25_hour_day_are_spent_once_a_minute_before(
    traveller: time_machine.Traveller,
) -> None:
    """1 November 2026 has 25 hours in New York: it ends at 05:00 UTC on the 2nd."""
    document = programme(50, months=1)
    document["expiry"] |= {"without_notice": True}
    store = Day(document, traveller)
    store.at(datetime(2026, 10, 1, 16, tzinfo=UTC)).pay("100.00")
    midnight = datetime(2026, 11, 2, 5, tzinfo=UTC)
    store.at(midnight - timedelta(minutes=1)).spend("in time")
    assert store.standing() == (50, 0, 0)
    store.at(midnight)
    assert store.standing() == (0, 0, 0), "before any sweep"
    with pytest.raises(NotEnough):
        spending.redeem(shop=store.shop, member_id=store.member(), reward="five-off", key="late", actor="member",
                        now=midnight)  # fmt: skip
    store.check()
    store.replays_alike()


def test_v22_a_friend_who_refunds_everything_takes_the_points_of_both_sides_back(
    traveller: time_machine.Traveller,
) -> None:
    """Both sides wait until the friend's order is final (F2), and follow it (R8)."""
    document = rules(points=1) | {
        "referral": {"advocate": {"points": 200}, "friend": {"points": 100}, "hold_days": 14}
    }
    store = Day(document, traveller)
    store.pay("10.00", customer=7001)
    store.refer(friend=7002, advocate=7001)
    order = store.pay("30.00", customer=7002)
    assert (store.standing(7001), store.standing(7002)) == ((10, 200, 0), (30, 100, 0))
    store.pay("30.00", customer=7002)
    assert store.standing(7001) == (10, 200, 0), "F1: one reward for one friend"
    store.refund(order, lines={0: "30.00"})
    assert (store.standing(7001), store.standing(7002)) == ((10, 0, 0), (30, 0, 0))
    store.check()
    store.replays_alike()


def test_v22_after_the_hold_the_points_of_both_sides_are_taken_back_too(
    traveller: time_machine.Traveller,
) -> None:
    document = rules(points=1) | {
        "referral": {"advocate": {"points": 200}, "friend": {"points": 100}, "hold_days": 14}
    }
    store = Day(document, traveller)
    store.refer(friend=7002, advocate=7001)
    order = store.pay("30.00", customer=7002)
    store.at(NEW_YEAR + timedelta(days=20))
    assert (store.standing(7001), store.standing(7002)) == ((200, 0, 0), (130, 0, 0))
    store.cancel(order)
    assert (store.standing(7001), store.standing(7002)) == ((0, 0, 0), (0, 0, 0))
    store.check()
    store.replays_alike()


def test_v22_a_programme_of_nothing_but_a_referral_pays_it(traveller: time_machine.Traveller) -> None:
    document = rules(points=1) | {"earning": [], "referral": {"friend": {"points": 100}}}
    store = Day(document, traveller)
    store.refer(friend=7002, advocate=7001)
    order = store.pay("30.00", customer=7002)
    store.pay("30.00", customer=7001)
    assert (store.standing(7001), store.standing(7002)) == ((0, 0, 0), (100, 0, 0))
    store.cancel(order)
    assert store.standing(7002) == (0, 0, 0)
    store.check()
    store.replays_alike()


def test_v24_ten_million_orders_of_a_hundred_thousand_points_on_one_account_are_exact() -> None:
    """That makes 10^12, the largest single entry; an account holds more than ten times as much, to the point."""
    store = Store(rules(points=1_000_000, per="0.01"))
    for _ in range(11):
        store.pay("9999.99")  # 999,999,000,000 points each
    assert store.has().available == 11 * 999_999_000_000
    store.pay("0.01")
    assert store.has().available == 11 * 999_999_000_000 + 1_000_000
    store.check()


def test_joining_is_told_to_replay_as_to_the_books(traveller: time_machine.Traveller) -> None:
    store = Day(rules(points=1), traveller)
    store.pay("10.00")
    store.tell_replay(
        "activity",
        {
            "member": "gid://shopify/Customer/7001",
            "type": "joined",
            "quantity": "1",
            "unit": None,
            "key": "j",
        },
    )
    join(shop=store.shop, member_id=store.member(), how="account", now=store.clock)
    assert store.standing() == (110, 0, 0)
    store.replays_alike()
