"""A yes opens what it opens until it is taken back; then nothing more comes, and what came stays."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.activities.models import Activity
from loyalty.desk.consenting import agree, withdraw
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.standing import balance, holdings
from loyalty.engine.activity import micro
from loyalty.engine.document import BadDocument, parse
from tests.activities.ways import PROGRAMME, published
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
YES: dict[str, Any] = {"by": "consent", "text": "You may read my meter, until I say otherwise."}
BADGE = {"id": "shares", "title": "Shares readings"}
RULES: list[dict[str, Any]] = [
    {"id": "yes", "on": "activity", "activity": "data-share", "award": {"badge": "shares"}, "how": YES},
    {"id": "thanks", "on": "activity", "activity": "data-share", "award": {"points": 30},
     "limit": {"times": 1, "per": "life"}},
    {"id": "sun", "on": "activity", "activity": "solar", "award": {"points": 1, "quantity": "1", "unit": "kWh"},
     "when": {"field": "member.badge", "is": "shares"}},
]  # fmt: skip
DOCUMENT = PROGRAMME | {"earning": [PROGRAMME["earning"][0], *RULES], "badges": [BADGE]}
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast, DOCUMENT)


def reads(cast: Cast, hour: int) -> int:
    """What a reading of 10 kWh brings."""
    at = NOW + hour * HOUR
    deed = Deed(
        member_id=cast.loyal.pk, type="solar", key=f"r{hour}", at=at, quantity=micro("10"), unit="kWh"
    )
    [kept] = tell_activities(shop=cast.shop, deeds=[deed], actor="api", now=at)
    return sum(award.posted for award in kept.awards)


def has(cast: Cast, hour: int) -> int:
    return balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW + hour * HOUR).available


def says(cast: Cast, hour: int, *, yes: bool) -> None:
    deed = agree if yes else withdraw
    deed(shop=cast.shop, member_id=cast.loyal.pk, rule="yes", now=NOW + hour * HOUR)


def badges(cast: Cast, hour: int) -> int:
    held = holdings(shop=cast.shop, member_id=cast.loyal.pk, now=NOW + hour * HOUR)
    return held["badge:shares"].available if "badge:shares" in held else 0


def test_withdrawn_it_earns_nothing_more_and_keeps_what_was_earned(cast: Cast) -> None:
    assert reads(cast, 0) == 0
    says(cast, 1, yes=True)
    says(cast, 1, yes=True)
    assert (reads(cast, 2), has(cast, 2), badges(cast, 2)) == (10, 40, 1)
    says(cast, 3, yes=False)
    says(cast, 3, yes=False)
    assert (reads(cast, 4), has(cast, 4), badges(cast, 4)) == (0, 40, 0)
    says(cast, 5, yes=True)
    assert (reads(cast, 6), has(cast, 6), badges(cast, 6)) == (10, 50, 1), (
        "agreeing again pays no second thanks"
    )
    assert list(
        Activity.objects.filter(type="data-share").order_by("pk").values_list("state", flat=True)
    ) == [
        "ended",
        "done",
    ]
    assert Activity.objects.filter(type="data-share").order_by("pk")[0].data["agreed"] == YES["text"]


def test_a_yes_that_could_pay_again_and_again_is_refused() -> None:
    pays = {"id": "yes", "on": "activity", "activity": "sms", "award": {"points": 9}, "how": YES}
    with pytest.raises(BadDocument) as bad:
        parse(PROGRAMME | {"earning": [pays]})
    assert [where for where, _ in bad.value.errors] == ["earning.0.limit"]
