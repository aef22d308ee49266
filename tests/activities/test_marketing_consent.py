"""A yes in the store to letters or messages, told by signed webhooks, earns and ends as one on our own page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from loyalty.activities.models import Activity
from loyalty.desk.consenting import agree, withdraw
from loyalty.desk.standing import holdings
from loyalty.engine.document import parse
from loyalty.engine.facts import Ignored, MarketingTold, Unreadable
from tests.laws.world import rules
from tests.shopify.bodies import read
from tests.worked_examples.test_vectors_in_time import NEW_YEAR, Day

pytestmark = pytest.mark.django_db
LIFE = {"times": 1, "per": "life"}
EARNING: list[dict[str, Any]] = [
    {"id": "letters", "on": "activity", "activity": "newsletter", "award": {"points": 40}, "limit": LIFE,
     "how": {"by": "consent", "text": "You may write to me."}},
    {"id": "reader", "on": "activity", "activity": "newsletter", "award": {"badge": "reader"}},
    {"id": "texts", "on": "activity", "activity": "sms", "award": {"points": 25}},
]  # fmt: skip
DOCUMENT = rules() | {"schema": 2, "earning": EARNING, "badges": [{"id": "reader", "title": "Reader"}]}
LETTERS, TEXTS = "customers_email_marketing_consent/update", "customers_marketing_consent/update"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store() -> Iterator[Day]:
    with time_machine.travel(NEW_YEAR, tick=False) as traveller:
        yield Day(DOCUMENT, traveller)


def letters(store: Day, state: str, *, at: datetime | None = None) -> None:
    told = {
        "state": state,
        "opt_in_level": "single_opt_in",
        "consent_updated_at": (at or store.clock).isoformat(),
    }
    store.send(
        LETTERS, {"customer_id": 7001, "email_address": "may@tea.example", "email_marketing_consent": told}
    )
    store.at(store.clock + MINUTE)


def texts(store: Day, state: str) -> None:
    told = {"state": state, "consent_updated_at": store.clock.isoformat(), "consent_collected_from": "other"}
    store.send(TEXTS, {"id": 7001, "phone": None, "sms_marketing_consent": told})
    store.at(store.clock + MINUTE)


def reads(store: Day) -> int:
    held = holdings(shop=store.shop, member_id=store.member(), now=store.clock)
    return held["badge:reader"].available if "badge:reader" in held else 0


def test_a_yes_earns_once_and_ends_with_a_no_and_opens_again(store: Day) -> None:
    seen = []
    for state in ("subscribed", "subscribed", "unsubscribed", "not_subscribed", "SUBSCRIBED"):
        letters(store, state)
        seen.append((store.standing()[0], reads(store)))
    assert seen == [(40, 1), (40, 1), (40, 0), (40, 0), (40, 1)]
    store.replays_alike()


@pytest.mark.parametrize("state", ["not_subscribed", "pending", "invalid", "redacted", ""])
def test_anything_but_a_yes_earns_nothing(store: Day, state: str) -> None:
    letters(store, state)
    assert not Activity.objects.exists()
    store.replays_alike()


def test_a_yes_to_messages_pays_once_however_often_it_is_said(store: Day) -> None:
    """Its rule has no limit, and still nobody earns by saying yes and no in turns."""
    for state in ("subscribed", "unsubscribed") * 3:
        texts(store, state)
    assert (store.standing()[0], Activity.objects.count()) == (25, 1)
    store.replays_alike()


def test_older_news_changes_nothing(store: Day) -> None:
    letters(store, "subscribed")
    letters(store, "unsubscribed")
    letters(store, "subscribed", at=store.clock - 90 * MINUTE)
    assert reads(store) == 0
    store.replays_alike()


def test_the_store_and_our_own_page_mean_the_same_yes(store: Day) -> None:
    letters(store, "unsubscribed")
    told: dict[str, Any] = {"shop": store.shop, "member_id": store.member(), "rule": "letters"}
    agree(now=store.clock, **told)
    store.at(store.clock + MINUTE)
    letters(store, "subscribed")
    assert (Activity.objects.count(), store.standing()[0]) == (1, 40)
    letters(store, "unsubscribed")
    assert (Activity.objects.get().state, reads(store)) == ("ended", 0)
    letters(store, "subscribed")
    assert withdraw(now=store.clock, **told)
    assert (reads(store), store.standing()[0]) == (0, 40)


def test_the_platforms_own_samples_are_read() -> None:
    said = {"state": "subscribed", "opt_in_level": None, "consent_updated_at": "2026-03-01T12:00:00Z"}
    fact = read(LETTERS, {"customer_id": 706405506930370084, "email_marketing_consent": said})
    assert isinstance(fact, MarketingTold)
    assert (fact.customer, fact.activity, fact.agreed) == ("706405506930370084", "newsletter", True)
    never = said | {"state": None, "consent_updated_at": None}
    assert isinstance(read(TEXTS, {"id": 1, "sms_marketing_consent": never}), Ignored)
    with pytest.raises(Unreadable, match="customer_id"):
        read(LETTERS, {"email_marketing_consent": said})
    assert parse(DOCUMENT).activity_rules[0].activity == "newsletter"
