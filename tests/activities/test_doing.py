"""Members do things: each is kept once and pays by the rules of its time; judged later, only its own points move."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.activities.models import Activity
from loyalty.desk.doing import Deed, InTheFuture, judge_activity, tell_activities
from loyalty.desk.standing import balance
from loyalty.desk.tiers import tier
from loyalty.engine.activity import micro
from loyalty.engine.reasons import recompute
from loyalty.ledger.models import Award, Transaction
from loyalty.members.models import Member
from loyalty.programmes.live import timeline
from loyalty.tiers.models import Qualifying, Standing
from loyalty.tiers.prove import recount
from loyalty.tiers.qualify import rebuild
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RULES: list[dict[str, Any]] = [
    {"id": "km", "on": "activity", "activity": "ride", "award": {"points": 10, "quantity": "100", "unit": "km"}},
    {"id": "kwh", "on": "activity", "activity": "charge", "award": {"points": 5, "quantity": "10", "unit": "kWh"},
     "most": {"points": 12, "per": "year"}},
    {"id": "here", "on": "activity", "activity": "check-in", "award": {"points": 20},
     "places": ["tea-house"], "limit": {"times": 1, "per": "day"}},
    {"id": "good", "on": "activity", "activity": "trade-in", "award": {"points": 300}, "proof": "reviewed",
     "grades": ["good"]},
    {"id": "worn", "on": "activity", "activity": "trade-in", "award": {"points": 700}, "proof": "reviewed",
     "grades": ["worn"]},
    {"id": "follow", "on": "activity", "activity": "follow", "award": {"points": 5}, "proof": "self_declared",
     "limit": {"times": 1, "per": "life"}, "hold_days": 3},
    {"id": "sure", "on": "activity", "activity": "follow", "award": {"points": 50}},
]  # fmt: skip


@pytest.fixture
def cast(cast: Cast) -> Cast:
    document = DOCUMENT | {"schema": 2, "earning": [*DOCUMENT["earning"], *RULES]}
    VersionFactory(
        programme=cast.shop.programme, number=2, document=document, published_at=NOW - timedelta(days=9)
    )
    return cast


def tell(cast: Cast, what: str, key: str, **more: Any) -> int:
    """What it brought."""
    at = more.pop("at", NOW - HOUR)
    if "quantity" in more:
        more["quantity"] = micro(more["quantity"])
    deed = Deed(member_id=cast.loyal.pk, type=what, key=key, at=at, **more)
    [kept] = tell_activities(shop=cast.shop, deeds=[deed], actor="api", now=NOW)
    return sum(award.posted for award in kept.awards)


def has(cast: Cast) -> tuple[int, int]:
    told = balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW)
    return told.available, told.pending


def test_many_small_readings_lose_nothing(cast: Cast) -> None:
    before = has(cast)[0]
    readings = ["0.1"] * 45 + ["30", "0.123456", "1199.876544"]
    given = [tell(cast, "ride", f"r{n}", quantity=one, unit="km") for n, one in enumerate(readings)]
    assert (sum(given), has(cast)[0] - before) == (123, 123)
    assert all(recompute(award.reason) == award.posted for award in Award.objects.filter(rule="km"))


def test_told_twice_it_is_done_once(cast: Cast) -> None:
    before = has(cast)[0]
    assert tell(cast, "check-in", "a", place="tea-house") == 20
    assert tell(cast, "check-in", "a", place="tea-house") == 0
    assert (has(cast)[0] - before, Activity.objects.count()) == (20, 1)


def test_twice_on_a_day_pays_once_and_says_why(cast: Cast) -> None:
    given = [tell(cast, "check-in", key, place="tea-house", at=NOW - n * HOUR) for n, key in enumerate("abc")]
    assert given == [20, 0, 0]
    reasons = Award.objects.filter(rule="here").order_by("pk").values_list("reason", flat=True)
    assert [one.get("rules", {}).get("here") for one in reasons] == [None, "limit", "limit"]
    assert tell(cast, "check-in", "d", place="tea-house", at=NOW - timedelta(days=1)) == 20


def test_another_place_or_unit_pays_nothing(cast: Cast) -> None:
    assert tell(cast, "check-in", "a", place="elsewhere") == 0
    assert tell(cast, "ride", "b", quantity="500", unit="mi") == 0
    assert not Transaction.objects.filter(source__startswith="activity:").exists()


def test_a_yearly_cap_holds_to_the_point(cast: Cast) -> None:
    given = [tell(cast, "charge", f"k{n}", quantity="9", unit="kWh") for n in range(5)]
    assert given == [4, 5, 3, 0, 0]
    assert tell(cast, "charge", "same-year", quantity="40", unit="kWh", at=NOW - timedelta(days=8)) == 0


def test_staff_look_at_it_grade_it_and_may_change_their_mind(cast: Cast) -> None:
    before = has(cast)[0]
    assert tell(cast, "trade-in", "jacket", proof="self_declared") == 0
    row = Activity.objects.get()
    judge_activity(activity=row, state=Activity.State.DONE, grade="good", actor="staff", now=NOW)
    assert has(cast)[0] - before == 300
    judge_activity(activity=row, state=Activity.State.DONE, grade="worn", actor="staff", now=NOW)
    assert has(cast)[0] - before == 700
    judge_activity(activity=row, state=Activity.State.REFUSED, why="not ours", actor="staff", now=NOW)
    judge_activity(activity=row, state=Activity.State.REFUSED, why="not ours", actor="staff", now=NOW)
    assert has(cast)[0] == before


def test_what_is_only_said_pays_once_little_and_later(cast: Cast) -> None:
    before = has(cast)
    given = [tell(cast, "follow", f"f{n}", proof="self_declared") for n in range(5)]
    assert given == [5, 0, 0, 0, 0]
    assert has(cast) == (before[0], before[1] + 5)
    assert tell(cast, "follow", "seen", proof="verified") == 50


def test_tomorrow_has_not_happened(cast: Cast) -> None:
    with pytest.raises(InTheFuture):
        tell(cast, "check-in", "a", place="tea-house", at=NOW + HOUR)
    assert not Activity.objects.exists()


def test_somebody_of_another_programme_is_not_known_here(cast: Cast) -> None:
    deed = Deed(member_id=10**9, type="ride", key="x", at=NOW)
    with pytest.raises(Member.DoesNotExist):
        tell_activities(shop=cast.shop, deeds=[deed], actor="api", now=NOW)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("wrong", ["", "-1", "1e3", "NaN", "１", "1.1234567", ".", "0", "0.0", "9" * 11])
def test_a_quantity_is_a_plain_number(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"plain number|quantity is 0"):
        micro(wrong)


def test_tiers_count_what_was_done_and_their_proof_agrees(cast: Cast) -> None:
    levels = [{"id": "walker", "at": "0"}, {"id": "pilgrim", "at": "100"}]
    tiers = {"by": "points", "window": {"calendar_year": True}, "levels": levels}
    document = DOCUMENT | {"schema": 2, "earning": RULES, "tiers": tiers}
    VersionFactory(
        programme=cast.shop.programme, number=3, document=document, published_at=NOW - timedelta(days=8)
    )
    tell(cast, "ride", "far", quantity="1200", unit="km")
    assert Standing.objects.get(pk=cast.loyal.pk).level == "pilgrim"
    told = tier(shop=cast.shop, member_id=cast.loyal.pk, at=NOW)
    assert told is not None
    assert told.level == "pilgrim"
    assert recount(shop=cast.shop, now=NOW).faults == []
    versions = timeline(programme_id=cast.shop.programme_id)
    rebuild(shop=cast.shop, member_ids=[cast.loyal.pk], versions=versions)
    assert Qualifying.objects.get(source__startswith="activity:").points == 120
    judge_activity(activity=Activity.objects.get(), state=Activity.State.REFUSED, actor="staff", now=NOW)
    assert not Qualifying.objects.exists()
