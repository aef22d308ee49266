"""A link that a member hands on counts for each other person the store knows, once; never for the member's own tap."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.activities.models import Activity
from loyalty.desk.answering import Unanswered, answer
from loyalty.desk.sharing import followed, link_of
from loyalty.desk.standing import balance
from loyalty.desk.way import NoSuchWay
from tests.activities.ways import PROGRAMME, published
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
RULES: list[dict[str, Any]] = [
    {"id": "share-us", "on": "activity", "activity": "share", "award": {"points": 5}, "how": {"by": "share"},
     "most": {"points": 10, "per": "month"}},
    {"id": "about-you", "on": "activity", "activity": "profile", "award": {"points": 15},
     "how": {"by": "questions", "ask": ["Green or black?", "How many cups?"]}},
]  # fmt: skip


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast, PROGRAMME | {"earning": [PROGRAMME["earning"][0], *RULES]})


def has(cast: Cast) -> int:
    return balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW).available


def follows(cast: Cast, customer: str) -> bool:
    link = link_of(shop=cast.shop, member_id=cast.loyal.pk, rule="share-us", now=NOW)
    return followed(shop=cast.shop, code=link.code, customer=customer, now=NOW)


def test_it_counts_once_for_each_other_person_up_to_the_most(cast: Cast) -> None:
    assert [follows(cast, one) for one in ("7003", "7003", "8100", "8101", "8101")] == [
        *(True, False, True, True, False),
    ]
    assert has(cast) == 10
    assert not Activity.objects.filter(key__contains="8100").exists(), "visitors are not named"


def test_ones_own_tap_and_somebody_without_an_account_count_nothing(cast: Cast) -> None:
    assert not follows(cast, "7001")
    assert not follows(cast, "")
    assert (Activity.objects.count(), has(cast)) == (0, 0)


def test_a_link_of_nobody_or_another_shop_leads_nowhere(cast: Cast) -> None:
    link = link_of(shop=cast.shop, member_id=cast.loyal.pk, rule="share-us", now=NOW)
    for shop, code in (
        (cast.other_shop, link.code),
        (cast.shop, "nonsense"),
        (cast.shop, "\0"),
        (cast.shop, ""),
    ):
        with pytest.raises(NoSuchWay):
            followed(shop=shop, code=code, customer="7003", now=NOW)


def test_questions_are_answered_once_and_all(cast: Cast) -> None:
    def says(*answers: str, after: int = 0) -> None:
        answer(
            shop=cast.shop,
            member_id=cast.loyal.pk,
            rule="about-you",
            answers=answers,
            now=NOW + timedelta(minutes=after),
        )

    for few in (["green"], ["green", ""], []):
        with pytest.raises(Unanswered):
            says(*few)
    assert has(cast) == 0
    says("green", "nine")
    says("black", "ten", after=1)
    assert has(cast) == 15
    assert Activity.objects.get().data["answers"] == [
        ["Green or black?", "green"],
        ["How many cups?", "nine"],
    ]
