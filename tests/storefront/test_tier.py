"""A shopper sees their tier, the way to the next one, their perks, and what they may lose (law X6)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.desk import tier_rounds
from loyalty.tiers.models import TierWarning
from loyalty.tiers.perks import use_perk
from tests.laws.world import START, rules
from tests.shopify.signing import proxied
from tests.tiers.climbers import DAY, TIERS
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
PERKS = [{"id": "upgrade", "title": "Upgrade", "quota": 2}, {"id": "early", "title": "Early access"}]
LEVELS = [
    {"id": "member", "at": "0", "title": "Leaf"},
    {"id": "silver", "at": "60.00", "title": "Silver", "perks": PERKS},
    {"id": "gold", "at": "250.00", "title": "Gold"},
]


@pytest.fixture
def store() -> Store:
    made = Store(rules(points=5) | {"tiers": TIERS | {"levels": LEVELS}})
    made.pay("64.90")
    return made


def ask(client: Client, store: Store, path: str = "data", customer: str = "7001", **more: Any) -> Any:
    query = proxied(store.shop.domain, customer)
    answer = getattr(client, more.get("method", "get"))(f"/proxy/{path}?{query}")
    assert answer.status_code == 200
    return answer


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def test_the_tier_says_how_far_it_is_and_what_it_brings(client: Client, store: Store) -> None:
    with at(START + DAY):
        member = ask(client, store).json()["member"]
        page = ask(client, store, "page").content.decode()
    tier = member["tier"]
    assert (tier["title"], tier["since_text"], tier["warning_text"]) == ("Silver", "March 1, 2026", "")
    assert tier["next"] == {"id": "gold", "title": "Gold", "text": "$185.10 to Gold", "percent": 25}
    assert [(one["title"], one["left_text"]) for one in tier["perks"]] == [
        ("Upgrade", "2 left"),
        ("Early access", ""),
    ]
    assert (tier["text"], member["notes"]) == ("Silver: $185.10 to Gold", [])
    for words in ("Your tier: Silver.", "$185.10 to Gold (25%)", "Upgrade: 2 left"):
        assert words in page


def test_a_used_perk_is_counted_down(client: Client, store: Store) -> None:
    member = store.awards("order:" + str(store.told[0]["payload"]["id"]))[0].member_id
    assert member is not None
    use_perk(shop=store.shop, member_id=member, perk="upgrade", key="1", by="staff", now=START + DAY)
    with at(START + 2 * DAY):
        assert ask(client, store).json()["member"]["tier"]["perks"][0]["left"] == 1


def test_somebody_new_and_a_visitor_have_no_tier_to_lose(client: Client, store: Store) -> None:
    with at(START + DAY):
        assert ask(client, store, customer="999").json()["member"]["tier"] is None
        assert ask(client, store, customer="").json()["member"] is None


def test_what_the_member_was_shown_of_a_loss_counts_as_told(client: Client, store: Store) -> None:
    tier_rounds.review_due(now=START + 380 * DAY)
    warning = TierWarning.objects.get()
    soon = START + 381 * DAY
    with at(soon):
        ask(client, store, method="head")
        ask(client, store, customer="")
    assert TierWarning.objects.get().sent_at is None
    with at(soon):
        told = ask(client, store).json()["member"]
    assert told["tier"]["warning_text"] == (
        "Silver is yours until March 31, 2027. Without further purchases it then becomes Leaf."
    )
    assert told["tier"]["warning_text"] in told["notes"]
    assert (TierWarning.objects.get().sent_at, warning.channel) == (soon, "")
    tier_rounds.review_due(now=warning.falls_at + timedelta(hours=1))
    with at(warning.falls_at + timedelta(hours=2)):
        assert ask(client, store).json()["member"]["tier"]["title"] == "Leaf"
