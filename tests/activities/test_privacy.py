"""What a person did is handed over on request, follows a merge, and is nameless once they are forgotten."""

import json
from datetime import timedelta
from typing import Any

import pytest

from loyalty.activities.models import Activity
from loyalty.api.models import Answer
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.store import shop_redacted
from loyalty.desk.work import work
from loyalty.engine.facts import CustomerRedacted, DataRequested, Fact, ShopRedacted
from loyalty.members.models import Identity, Member, PrivacyRequest
from loyalty.shops.models import Installation
from tests.activities.test_doing import RULES
from tests.api.program import program, public
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    document = DOCUMENT | {"schema": 2, "earning": [*DOCUMENT["earning"], *RULES]}
    VersionFactory(
        programme=cast.shop.programme, number=2, document=document, published_at=NOW - timedelta(days=9)
    )
    for member, customer in ((cast.loyal, "88001"), (cast.newcomer, "88002")):
        Identity.objects.filter(member=member).delete()
        Identity.objects.create(
            programme=cast.shop.programme, shop=cast.shop, kind="customer", value=customer, member=member
        )
        deed(cast, member, f"ride-{customer}", data={"bike": f"of {customer}"})
    deed(cast, cast.loyal, "second")
    return cast


def deed(cast: Cast, member: Member, key: str, **more: Any) -> Any:
    told = Deed(member_id=member.pk, type="follow", key=key, at=NOW, proof="self_declared", **more)
    [kept] = tell_activities(shop=cast.shop, deeds=[told], actor="api", now=NOW)
    return kept


def hear(cast: Cast, fact: Fact) -> None:
    work(shop=cast.shop, told=[(1, fact)], now=NOW)


def test_what_a_person_did_is_handed_over_and_nothing_of_others(cast: Cast) -> None:
    hear(cast, DataRequested(customer="88001", email="", request="1"))
    [told] = PrivacyRequest.objects.get().answer["members"]
    assert [one["key"] for one in told["activities"]] == ["ride-88001", "second"]
    assert told["activities"][0]["data"] == {"bike": "of 88001"}
    assert "88002" not in json.dumps(told["activities"])


def test_the_forgotten_keep_no_word_and_others_keep_theirs(cast: Cast) -> None:
    Activity.objects.update(why="Dear May, it is not yours")
    hear(cast, CustomerRedacted(customer="88001", email=""))
    rows = list(Activity.objects.filter(member=cast.loyal).order_by("pk"))
    assert [(row.data, row.why) for row in rows] == [({}, ""), ({}, "")]
    assert "88001" not in rows[0].key
    assert rows[1].key == "second"
    other = Activity.objects.get(member=cast.newcomer)
    assert (other.key, other.data) == ("ride-88002", {"bike": "of 88002"})
    assert other.why


def test_a_deed_of_the_forgotten_is_not_paid_again(cast: Cast) -> None:
    hear(cast, CustomerRedacted(customer="88001", email=""))
    before = Activity.objects.count()
    for key in ("ride-88001", "second"):
        kept = deed(cast, cast.newcomer, key)
        assert (kept.fresh, kept.same, kept.awards) == (False, False, ())
    assert Activity.objects.count() == before


def test_answers_that_name_the_forgotten_go_too(cast: Cast) -> None:
    caller = program(cast.shop)
    for member, key in ((cast.loyal, "a"), (cast.newcomer, "b")):
        item = {"member": public(member), "type": "ride", "key": key, "data": {"bike": "Blue"}}
        assert caller.post("activities", {"activities": [item]}).status_code == 200
    hear(cast, CustomerRedacted(customer="88001", email=""))
    [kept] = Answer.objects.filter(route="activities")
    assert kept.body["data"][0]["key"] == "b"


def test_a_shop_that_left_takes_all_of_it_along(cast: Cast) -> None:
    Installation.objects.filter(shop=cast.shop).update(uninstalled_at=NOW)
    assert shop_redacted(shop=cast.shop, fact=ShopRedacted(), now=NOW) == "erased"
    assert not Activity.objects.filter(shop_id=cast.shop.pk).exists()
