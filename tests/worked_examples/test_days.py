"""Birthdays and anniversaries: replay, told the same, gives the same on the same days."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.desk import daily, days
from loyalty.desk.birthdays import tell_birthday
from loyalty.desk.joining import join
from loyalty.desk.work import work
from loyalty.engine.document import parse
from loyalty.engine.facts import CustomersMerged
from loyalty.engine.replay.deeds import BirthdayTold, Joined, Refused
from loyalty.engine.replay.replay import Replay
from loyalty.members.find import by_customer
from loyalty.members.recognise import recognise
from tests.laws.world import START
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
GID = "gid://shopify/Customer/"


def document(**change: Any) -> dict[str, Any]:
    return {
        "schema": 2,
        "name": "Days",
        "earning": [
            {"id": "order", "on": "order_paid", "award": {"points": 1, "per": "1.00"}},
            {"id": "cake", "on": "birthday", "award": {"reward": "cake"}},
            {"id": "wish", "on": "birthday", "award": {"points": 50}, "hold_days": 3},
            {"id": "year", "on": "anniversary", "award": {"points": 30}},
        ],
        "expiry": {"per": "lot", "months": 6},
        "rewards": [{"id": "cake", "kind": "free_product"}],
    } | change


class Town(Store):
    """Deeds that no webhook tells, told to the books and to the history alike; a round runs every midnight."""

    def joins(self, customer: int) -> None:
        key = ("customer", str(customer))
        member = recognise(shop=self.shop, keys=[key], now=self.clock)[key]
        join(shop=self.shop, member_id=member, how="widget", now=self.clock)
        self.tell_replay("activity", {"member": f"{GID}{customer}", "type": "joined"})

    def born(self, customer: int, month: int, day: int) -> None:
        member = by_customer(shop=self.shop, customer=str(customer))
        assert member is not None
        tell_birthday(shop=self.shop, member_id=member.pk, month=month, day=day, now=self.clock)
        data = {"month": month, "day": day}
        self.tell_replay("activity", {"member": f"{GID}{customer}", "type": "birthday", "data": data})

    def merges(self, gone: int, kept: int) -> None:
        work(shop=self.shop, told=[(1, CustomersMerged(kept=str(kept), gone=str(gone)))], now=self.clock)
        payload = {
            "admin_graphql_api_customer_kept_id": f"{GID}{kept}",
            "admin_graphql_api_customer_deleted_id": f"{GID}{gone}",
        }
        self.tell_replay("customers/merge", payload)

    def sleeps(self, until: datetime) -> None:
        for midnight in midnights(self.clock, until):
            daily.catch_up(now=midnight)
            days.celebrate_all(now=midnight)
        self.clock = until


def midnights(since: datetime, until: datetime) -> Iterator[datetime]:
    """Of New York, give or take an hour: a round may be late."""
    day = since.replace(hour=5, minute=1, second=0)
    while day <= until:
        if day > since:
            yield day
        day += timedelta(days=1)


def test_a_year_of_days_replays_alike() -> None:
    store = Town(document())
    store.joins(7001)
    store.born(7001, 5, 9)
    store.pay("20.00")
    store.sleeps(datetime(2026, 5, 9, 15, tzinfo=UTC))
    store.joins(7002)
    store.born(7002, 5, 9)
    store.sleeps(datetime(2026, 6, 1, 15, tzinfo=UTC))
    assert store.has(now=store.clock).available == 70
    assert store.has(7002, now=store.clock).available == 50
    store.replays_alike()


def test_a_merge_on_the_day_and_an_anniversary_replay_alike() -> None:
    store = Town(document(expiry=None))
    store.joins(7001)
    store.joins(7002)
    store.born(7001, 3, 4)
    store.sleeps(datetime(2026, 3, 4, 15, tzinfo=UTC))
    store.merges(7001, 7002)
    store.sleeps(datetime(2026, 3, 8, 15, tzinfo=UTC))
    assert store.has(7002, now=store.clock).available == 50
    store.replays_alike()
    store.clock = datetime(2027, 2, 27, 15, tzinfo=UTC)
    store.sleeps(datetime(2027, 3, 9, 15, tzinfo=UTC))
    assert store.has(7002, now=store.clock).available == 130
    store.replays_alike()


def test_a_second_birthday_in_a_history_is_refused() -> None:
    replay = Replay(parse(document()), timezone="UTC", currency="USD")
    told = BirthdayTold(customer="1", month=3, day=4)
    for fact in (Joined(customer="1"), told, told):
        replay.tell(fact, START)
    with pytest.raises(Refused, match="another birthday"):
        replay.tell(BirthdayTold(customer="1", month=3, day=5), START)
    with pytest.raises(Refused, match="no year"):
        replay.tell(BirthdayTold(customer="2", month=2, day=30), START)
    assert len(replay.people.everybody) == 1, "who was refused was not admitted"
