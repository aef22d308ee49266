"""A shopper sees the plan, its perks and its end, in the widget and on the page without JavaScript."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.tiers.models import PlanNotice
from tests.cast import InstallationFactory
from tests.plans.buyers import House
from tests.shopify.signing import proxied

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    made = House()
    InstallationFactory.create(shop=made.shop)
    made.buys("1")
    return made


def ask(client: Client, house: House, *, day: int, path: str = "data", customer: str = "7001") -> Any:
    with time_machine.travel(house.on(day), tick=False):
        answer = client.get(f"/proxy/{path}?{proxied(house.shop.domain, customer)}")
    assert answer.status_code == 200
    return answer


def test_the_plan_is_shown_with_its_end_and_its_perks(client: Client, house: House) -> None:
    member = ask(client, house, day=1).json()["member"]
    [plan] = member["plans"]
    assert (plan["title"], plan["until_text"], plan["reminder"]) == ("Tea club", "March 1, 2027", False)
    assert [(one["title"], one["left_text"]) for one in plan["perks"]] == [
        ("early", ""),
        ("Tasting", "2 left"),
    ]
    assert member["notes"][0] == "Tea club until March 1, 2027"
    page = ask(client, house, day=1, path="page").content.decode()
    assert "Tea club until March 1, 2027" in page
    assert "Tasting: 2 left" in page


def test_a_reminder_that_was_shown_counts_as_told(client: Client, house: House) -> None:
    house.hours(336)
    assert PlanNotice.objects.get().sent_at is None
    told = ask(client, house, day=337).json()["member"]
    assert told["notes"][0] == "Tea club ends on March 1, 2027"
    assert PlanNotice.objects.get().sent_at == house.on(337)


def test_a_plan_that_is_over_and_somebody_elses_are_not_shown(client: Client, house: House) -> None:
    assert ask(client, house, day=366).json()["member"]["plans"] == []
    assert ask(client, house, day=1, customer="999").json()["member"]["plans"] == []
    assert "Tea club" not in ask(client, house, day=1, path="page", customer="999").content.decode()
