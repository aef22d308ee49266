"""Codes in a real pretend store over HTTP that fails in every way, and the order that pays with one (law D2)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import stamina
from django.conf import LazySettings

from loyalty.desk import ending, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT
from tests.shopify.conftest import address as address
from tests.shopify.town import Town

pytestmark = pytest.mark.django_db
REWARDS = [
    {"id": "five", "kind": "amount_off", "cost": 10, "amount": "5.00"},
    {"id": "tenth", "kind": "percent_off", "cost": 10, "percent": 10},
    {"id": "ship", "kind": "free_shipping", "cost": 10},
]
FAULTS = {
    "graphql_throttle_percent": 30,
    "graphql_5xx_percent": 10,
    "graphql_timeout_after_percent": 5,
    "graphql_garbage_percent": 1,
}


@pytest.fixture
def town(address: str, settings: LazySettings) -> Iterator[Town]:
    settings.SHOPIFY_ORIGIN = address
    with (
        httpx.Client(base_url=address, trust_env=False) as client,
        stamina.set_testing(True, attempts=3, cap=True),
    ):
        yield Town(client)


def member(town: Town) -> tuple[Shop, int, int]:
    """The shop, a member with a thousand points, and their customer number."""
    shop = town.shop(document=DOCUMENT | {"rewards": REWARDS})
    customer = town.customer(shop, "ann@example.com")
    key = (Identity.Kind.CUSTOMER, str(customer))
    who = recognise(shop=shop, keys=[key], now=datetime.now(UTC))[key]
    adjust(shop=shop, member_id=who, points=1000, why="x", key="x", actor="owner", now=datetime.now(UTC))
    return shop, who, customer


def redeem(shop: Shop, who: int, reward: str, key: str) -> Redemption:
    return spending.redeem(shop=shop, member_id=who, reward=reward, key=key, actor="m", now=datetime.now(UTC))


def quiet() -> None:
    for hours in range(24):
        drain(clock=lambda hours=hours: datetime.now(UTC) + timedelta(hours=hours))  # type: ignore[misc]


def codes(town: Town, shop: Shop) -> dict[str, str]:
    """Code to status, of those that are ours."""
    found = town.http.get(f"/_control/shops/{shop.domain}/codes").raise_for_status().json()
    return {one["code"]: one["status"] for one in found if " · " in one["title"]}


def test_d2_every_code_is_made_once_and_ended_once_by_a_store_that_fails(town: Town) -> None:
    shop, who, _ = member(town)
    town.chaos(shop, seed=5, **FAULTS)
    for number in range(15):
        redeem(shop, who, REWARDS[number % 3]["id"], str(number))  # type: ignore[arg-type]
    quiet()
    made = list(Redemption.objects.select_related("spend").order_by("pk"))
    assert [(one.state, one.why) for one in made] == [("issued", "")] * 15
    assert codes(town, shop) == {one.code: "active" for one in made}
    for one in made[:7]:
        ending.undo(redemption=one, actor="m", now=datetime.now(UTC))
    quiet()
    assert {code for code, status in codes(town, shop).items() if status == "active"} == {
        one.code for one in made[7:]
    }
    has = balance(shop=shop, member_id=who, now=datetime.now(UTC))
    assert (has.available, has.reserved) == (920, 80)


def test_a_code_pays_in_the_store_and_half_of_it_comes_back_with_half_the_goods(town: Town) -> None:
    shop, who, customer = member(town)
    made = redeem(shop, who, "five", "k")
    quiet()
    paid = town.order(shop, customer_id=customer, discount_codes=[made.code])
    assert paid["total_discounts"] == "5.00"
    town.deliver(shop)
    made.refresh_from_db()
    assert (made.state, made.spend.order) == ("used", str(paid["id"]))
    town.deed(shop, paid, "refund", {"lines": {"0": 1}})
    town.deliver(shop)
    made.spend.refresh_from_db()
    assert made.spend.returned == 5
