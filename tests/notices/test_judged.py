"""What staff said of a deed or a friend: a letter with the reason, and an event; and the personal digest."""

import json
from datetime import datetime

import pytest

from loyalty.activities.models import Activity
from loyalty.desk import happened
from loyalty.desk.judging import judge
from loyalty.desk.submitting import accept, refuse, take_back
from loyalty.notices import endpoints
from loyalty.notices.models import Letter, Post
from loyalty.notices.teller import Asked, Values, teller_of
from loyalty.referrals.models import Claim, Judgement
from tests.activities.test_submitting import sent
from tests.activities.ways import published
from tests.cast import NOW, Cast
from tests.notices.telling import off, on

pytestmark = pytest.mark.django_db
TOPICS = ["activity.judged", "referral.judged"]


@pytest.fixture
def cast(cast: Cast) -> Cast:
    published(cast)
    happened.listen(now=NOW)
    endpoints.add(shop=cast.shop, url="https://hooks.example.com/", topics=TOPICS, actor="o", now=NOW)
    return cast


def heard() -> None:
    happened.listen(now=NOW, patient=False)


def events() -> list[tuple[str, str]]:
    told = [json.loads(row.body) for row in Post.objects.order_by("pk")]
    return [(one["topic"], one["data"]["state"]) for one in told]


def says_now(cast: Cast, letter: Letter, now: datetime = NOW) -> Values | None:
    return teller_of(letter.kind).values(Asked(cast.shop, letter.member_id, letter.kind, letter.facts, now))


def test_who_is_refused_reads_why_and_programs_hear_of_it(cast: Cast) -> None:
    row = sent(cast)
    refuse(activity=row, why="The label is missing.", actor="ann", now=NOW)
    heard()
    letter = Letter.objects.get()
    assert (letter.kind, letter.member) == ("deed_refused", cast.loyal)
    words = says_now(cast, letter) or {}
    assert (words["reason"], words["deed"]) == ("The label is missing.", "Bring it back")
    assert events() == [("activity.judged", "refused")]
    accept(activity=row, grade="good", actor="ann", now=NOW)
    heard()
    assert says_now(cast, letter) is None, "it is no longer true"
    assert events() == [("activity.judged", "refused"), ("activity.judged", "done")]
    heard()
    assert (Letter.objects.count(), Post.objects.count()) == (1, 2)


def test_who_is_accepted_reads_the_grade_where_that_letter_is_on(cast: Cast) -> None:
    on(cast.shop, "deed_accepted")
    accept(activity=sent(cast), grade="worn", actor="ann", now=NOW)
    heard()
    words = says_now(cast, Letter.objects.get()) or {}
    assert (words["deed"], words["grade"]) == ("Bring it back", "Grade: worn.")


def test_what_was_taken_back_is_an_event_and_no_letter(cast: Cast) -> None:
    row = sent(cast)
    assert take_back(shop=cast.shop, member_id=cast.loyal.pk, activity_id=row.pk, now=NOW)
    heard()
    assert (events(), Letter.objects.count()) == ([("activity.judged", "withdrawn")], 0)
    assert Activity.objects.get().judgements.count() == 1


def test_a_refused_friend_is_told_with_the_reason_and_without_a_name(cast: Cast) -> None:
    claim = Claim.objects.create(
        programme=cast.programme, shop=cast.shop, friend=cast.newcomer, advocate=cast.loyal, source="link",
        state="held", made_at=NOW,
    )  # fmt: skip
    told = {"shop": cast.shop, "claim_id": claim.pk, "who": "ann", "now": NOW}
    judge(passed=False, why="You are one person.", **told)  # type: ignore[arg-type]
    heard()
    letter = Letter.objects.get(kind="friend_refused")
    assert letter.member == cast.loyal
    assert (says_now(cast, letter) or {})["reason"] == "You are one person."
    Claim.objects.update(judged_by="", why="")
    assert "somebody new" in (says_now(cast, letter) or {})["reason"]
    judge(passed=True, why="", **told)  # type: ignore[arg-type]
    heard()
    assert says_now(cast, letter) is None
    assert events() == [("referral.judged", "refused"), ("referral.judged", "passed")]
    assert list(Judgement.objects.order_by("pk").values_list("state", "by")) == [
        ("refused", "ann"),
        ("passed", "ann"),
    ]


def test_the_digest_goes_to_everybody_who_takes_part_once_a_month_where_it_is_on(cast: Cast) -> None:
    assert {cast.loyal, cast.cheat, cast.newcomer}
    middle = NOW.replace(month=4, day=15)
    happened.look_ahead(now=middle)
    assert not Letter.objects.filter(kind="digest").exists()
    on(cast.shop, "digest")
    for day in (14, 15, 16, 17, 18):
        happened.look_ahead(now=NOW.replace(month=4, day=day))
    told = Letter.objects.filter(kind="digest")
    assert {row.member for row in told} == {cast.loyal, cast.cheat}
    words = says_now(cast, told[0], middle) or {}
    assert (words["next"], words["since"]) == (
        "40 points more to “A sample”.",
        "Member since February 9, 2026.",
    )
    off(cast.shop, "digest")
