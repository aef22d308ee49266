"""A tier opens a door in the real (pretend) store: a tag on the customer's record, and it closes again."""

from datetime import UTC, datetime

import pytest

from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from tests.cast import DOCUMENT
from tests.desk.conftest import town as town
from tests.shopify.conftest import address as address
from tests.shopify.town import Town

LEVELS = [
    {"id": "member", "at": "0"},
    {
        "id": "gold",
        "at": "50.00",
        "perks": [{"id": "early", "tag": "early-access"}, {"id": "vip", "tag": "VIP"}],
    },
]
TIERS = {"by": "spend", "window": {"calendar_year": True}, "levels": LEVELS}
TEA = [{"title": "Oolong", "price": "30.00", "quantity": 2, "taxable": False}]


def tags(town: Town, domain: str, customer: int) -> list[str]:
    found = town.http.get(f"/_control/shops/{domain}/customers").json()
    [one] = [row for row in found if row["id"] == customer]
    return list(one["tags"])


def test_an_order_brings_the_tags_and_its_refund_takes_them(town: Town) -> None:
    shop = town.shop(document=DOCUMENT | {"tiers": TIERS})
    may, jun = town.customer(shop, "may@example.com"), town.customer(shop, "jun@example.com")
    made = town.order(shop, customer_id=may, lines=TEA)
    town.order(shop, customer_id=jun)
    town.deliver(shop)
    assert tags(town, shop.domain, may) == []
    assert drain() == 1
    assert tags(town, shop.domain, may) == ["VIP", "early-access"]
    assert tags(town, shop.domain, jun) == []
    town.deed(shop, made, "refund", {"lines": {"0": 1}})
    town.deliver(shop)
    assert drain() == 1
    assert tags(town, shop.domain, may) == []
    town.deliver(shop)
    assert (drain(), Errand.objects.count()) == (0, 1)


def test_a_spent_budget_is_waited_for(town: Town) -> None:
    shop = town.shop(document=DOCUMENT | {"tiers": TIERS})
    may = town.customer(shop, "may@example.com")
    town.order(shop, customer_id=may, lines=TEA)
    town.deliver(shop)
    town.tell(f"/_control/shops/{shop.domain}/bucket", {"left": 0})
    assert drain() == 1
    assert tags(town, shop.domain, may) == ["VIP", "early-access"]


def test_a_customer_whom_the_store_has_no_more_is_given_up_with_the_reason(town: Town) -> None:
    shop = town.shop(document=DOCUMENT | {"tiers": TIERS})
    may = town.customer(shop, "may@example.com")
    town.order(shop, customer_id=may, lines=TEA)
    town.deliver(shop)
    town.tell(f"/_control/shops/{shop.domain}/customers/{may}/delete", {})
    drain(clock=lambda: datetime.now(UTC))
    row = Errand.objects.get()
    assert (row.state, row.attempts) == ("dead", 1)
    assert "does not exist" in row.last_error


@pytest.mark.parametrize("missing", ["write_customers"])
def test_without_the_permission_the_errand_waits_and_says_so(town: Town, missing: str) -> None:
    shop = town.shop(document=DOCUMENT | {"tiers": TIERS})
    may = town.customer(shop, "may@example.com")
    town.order(shop, customer_id=may, lines=TEA)
    town.deliver(shop)
    scopes = [one for one in shop.scopes.split(",") if one != missing]
    town.tell(f"/_control/shops/{shop.domain}/install", {"scopes": scopes})
    drain()
    row = Errand.objects.get()
    assert (row.state, tags(town, shop.domain, may)) == ("waiting", [])
    assert "write_customers" in row.last_error
