"""A paid plan opens a door in the real (pretend) store, stays by renewing, and lapses or goes with its refund."""

from datetime import UTC, datetime, timedelta

from loyalty.desk import tier_rounds
from loyalty.outbox.drain import drain
from loyalty.tiers.models import PlansHeld
from tests.cast import DOCUMENT
from tests.desk.conftest import town as town
from tests.plans.buyers import CLUB
from tests.shopify.conftest import address as address
from tests.shopify.town import Town
from tests.tiers.test_over_http import tags

PLANS = DOCUMENT | {"schema": 2, "memberships": [CLUB | {"period": "month"}]}
CARD = {"title": "Tea club", "price": "4.90", "sku": "CLUB-YEAR", "quantity": 1, "taxable": False}
TEA = {"title": "Oolong", "price": "30.00", "quantity": 1, "taxable": False}


def lapse(days: int) -> None:
    """The hourly round that many days from now."""
    tier_rounds.review_due(now=datetime.now(UTC) + timedelta(days=days))


def test_buying_brings_the_tag_renewing_keeps_it_and_lapsing_takes_it(town: Town) -> None:
    shop = town.shop(document=PLANS)
    may, jun = town.customer(shop, "may@example.com"), town.customer(shop, "jun@example.com")
    town.order(shop, customer_id=may, lines=[CARD, TEA])
    town.order(shop, customer_id=jun, lines=[TEA])
    town.deliver(shop)
    assert drain() == 1
    assert (tags(town, shop.domain, may), tags(town, shop.domain, jun)) == (["early-access"], [])
    town.order(shop, customer_id=may, lines=[CARD])
    town.deliver(shop)
    lapse(35)
    assert drain() == 0
    assert tags(town, shop.domain, may) == ["early-access"]
    lapse(70)
    assert PlansHeld.objects.get().plans == []
    drain(clock=lambda: datetime.now(UTC) + timedelta(days=70))
    assert tags(town, shop.domain, may) == []


def test_a_refund_of_the_plans_line_takes_the_tag_at_once(town: Town) -> None:
    shop = town.shop(document=PLANS)
    may = town.customer(shop, "may@example.com")
    made = town.order(shop, customer_id=may, lines=[CARD, TEA])
    town.deliver(shop)
    assert drain() == 1
    town.deed(shop, made, "refund", {"lines": {"1": 1}})
    town.deliver(shop)
    drain()
    assert tags(town, shop.domain, may) == ["early-access"], "only the tea went back"
    town.deed(shop, made, "refund", {"lines": {"0": 1}})
    town.deliver(shop)
    assert drain() == 1
    assert tags(town, shop.domain, may) == []
