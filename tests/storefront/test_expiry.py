"""A shopper is told of points that end soon, and having been shown it counts as having been told (law X6)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.desk import daily
from loyalty.ledger.models import ExpiryNotice
from tests.laws.world import START, rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
EXPIRY = {"per": "lot", "months": 12, "end_of": "month", "notice_days": [30, 7]}
LAST_DAY = "March 31, 2027"  # earned on 1 March 2026
SOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    made = Store(rules(points=5) | {"expiry": EXPIRY})
    made.pay("64.90")
    return made


def ask(client: Client, store: Store, path: str = "data", customer: str = "7001", **more: Any) -> Any:
    query = proxied(store.shop.domain, customer)
    answer = getattr(client, more.get("method", "get"))(f"/proxy/{path}?{query}")
    assert answer.status_code == 200
    return answer


def notice() -> ExpiryNotice:
    return ExpiryNotice.objects.get()


def test_long_before_nothing_is_said(client: Client, store: Store) -> None:
    with time_machine.travel(START + timedelta(days=60), tick=False):
        member = ask(client, store).json()["member"]
    assert (member["ending_text"], member["notes"]) == ("", [])


def test_points_that_end_soon_name_the_last_day_they_can_be_used(client: Client, store: Store) -> None:
    with time_machine.travel(SOON, tick=False):
        told = ask(client, store).json()["member"]
        page = ask(client, store, "page").content.decode()
    assert told["notes"] == [f"Expiring on {LAST_DAY}: 324 points"]
    assert told["ending_text"] in page


def test_who_was_shown_it_was_told_and_the_points_end_on_their_day(client: Client, store: Store) -> None:
    daily.notices(now=SOON)
    assert notice().sent_at is None
    with time_machine.travel(SOON, tick=False):
        ask(client, store)
        ask(client, store)
    assert (notice().channel, notice().sent_at) == ("widget", SOON)
    daily.catch_up(now=SOON + timedelta(days=21))
    assert store.balance()[0] == 324, "31 March is still theirs"
    daily.catch_up(now=SOON + timedelta(days=22))
    assert store.balance()[0] == 0


def test_the_page_without_javascript_tells_as_well(client: Client, store: Store) -> None:
    daily.notices(now=SOON)
    with time_machine.travel(SOON, tick=False):
        ask(client, store, "page")
    assert notice().sent_at == SOON


def test_nobody_else_and_no_machine_counts_as_told(client: Client, store: Store) -> None:
    daily.notices(now=SOON)
    with time_machine.travel(SOON, tick=False):
        ask(client, store, customer="")
        ask(client, store, customer="999")
        ask(client, store, method="head")
    assert notice().sent_at is None
    daily.catch_up(now=SOON + timedelta(days=300))
    assert store.balance()[0] == 324, "without a notice nothing expires"


def test_points_that_end_on_several_days_are_all_told(client: Client, store: Store) -> None:
    store.publish(rules(points=5) | {"expiry": EXPIRY | {"end_of": "day"}}, at=START + timedelta(hours=1))
    store.clock = START + timedelta(days=10)
    store.pay("10.00")
    with time_machine.travel(datetime(2027, 3, 9, 12, tzinfo=UTC), tick=False):
        told = ask(client, store).json()["member"]["ending_text"]
    assert told == "Expiring by March 31, 2027: 374 points, the first 50 points on March 16, 2027", (
        "a week after being told, though their day was the 11th"
    )


def test_an_expiry_is_told_in_the_history_with_its_reason(client: Client, store: Store) -> None:
    daily.notices(now=SOON)
    with time_machine.travel(SOON, tick=False):
        ask(client, store)
    daily.catch_up(now=SOON + timedelta(days=40))
    with time_machine.travel(SOON + timedelta(days=40), tick=False):
        [line, _order] = ask(client, store).json()["history"]
    assert "324 points earned on March 1, 2026" in line["why"]
    assert (line["title"], line["points"], line["state"]) == ("Points expired", -324, "gone")
