"""One adjustment by one person: limits at their border, by adjustment and by day, and with a second person."""

from datetime import timedelta

import pytest

from loyalty.adjustments.give import give, needs_second_person
from loyalty.adjustments.limits import TooMuch, set_limits
from loyalty.adjustments.models import Day, Limits, Request
from loyalty.ledger.adjust import NotEnough
from loyalty.shops.models import Audit
from tests.adjustments.desk import adjustments, available, limit, person
from tests.cast import NOW, Cast


def gift(cast: Cast, points: int, *, key: str = "k", user: str = "staff", days: int = 0) -> str:
    by = person(getattr(cast, user), cast.shop)
    now = NOW + timedelta(days=days)
    return give(shop=cast.shop, member_id=cast.loyal.pk, points=points, why="sorry", by=by, key=key, now=now)


def test_without_limits_anybody_who_may_adjusts_as_much_as_they_like(cast: Cast) -> None:
    assert gift(cast, 1_000_000) == "posted"
    assert available(cast.loyal) == 1_000_000


def test_the_largest_adjustment_itself_needs_nobody_and_one_point_more_does(cast: Cast) -> None:
    limit(cast, largest=100, second=True)
    assert gift(cast, 100, key="a") == "posted"
    assert gift(cast, -100, key="b") == "posted"
    assert gift(cast, 101, key="c") == "asked"
    assert gift(cast, -101, key="d") == "asked"
    assert (available(cast.loyal), adjustments()) == (0, 2)


def test_without_second_persons_one_point_more_is_refused_and_leaves_nothing(cast: Cast) -> None:
    limit(cast, largest=100)
    with pytest.raises(TooMuch) as refused:
        gift(cast, 101)
    assert (refused.value.excess.limit, refused.value.excess.allowed) == ("largest", 100)
    assert (adjustments(), Request.objects.count(), Day.objects.count()) == (0, 0, 0)


def test_a_day_holds_just_its_limit_given_and_taken_together(cast: Cast) -> None:
    limit(cast, a_day=100)
    gift(cast, 60, key="a")
    gift(cast, -39, key="b")
    with pytest.raises(TooMuch) as refused:
        gift(cast, 2, key="c")
    assert refused.value.excess.allowed == 1
    assert gift(cast, 1, key="d") == "posted"
    assert available(cast.loyal) == 22


def test_the_next_day_and_another_person_have_limits_of_their_own(cast: Cast) -> None:
    limit(cast, a_day=100)
    gift(cast, 100, key="a")
    assert gift(cast, 100, key="b", user="owner") == "posted"
    assert gift(cast, 100, key="c", days=1) == "posted"


def test_the_day_is_the_shops_own(cast: Cast) -> None:
    cast.shop.timezone = "Pacific/Kiritimati"  # 14 hours ahead: past midnight at noon UTC
    cast.shop.save()
    limit(cast, a_day=100)
    gift(cast, 100)
    assert str(Day.objects.get().day) == "2026-03-02"


def test_the_owner_has_the_same_limit(cast: Cast) -> None:
    limit(cast, largest=10)
    with pytest.raises(TooMuch):
        gift(cast, 11, user="owner")
    assert adjustments() == 0


def test_the_same_form_again_neither_posts_nor_counts_nor_asks_again(cast: Cast) -> None:
    limit(cast, a_day=50, second=True)
    assert [gift(cast, 50), gift(cast, 50), gift(cast, 50)] == ["posted", "posted_before", "posted_before"]
    assert (Day.objects.get().points, Request.objects.count(), adjustments()) == (50, 0, 1)
    assert [gift(cast, 51, key="x"), gift(cast, 51, key="x")] == ["asked", "asked_before"]
    assert Request.objects.count() == 1


def test_what_was_asked_is_not_posted_by_the_same_form_once_the_limit_is_gone(cast: Cast) -> None:
    limit(cast, largest=10, second=True)
    gift(cast, 50)
    limit(cast)
    assert gift(cast, 50) == "asked_before"
    assert adjustments() == 0
    assert not Day.objects.filter(points__gt=0).exists()


def test_taking_more_than_there_is_counts_nothing_towards_the_day(cast: Cast) -> None:
    limit(cast, a_day=100)
    with pytest.raises(NotEnough):
        gift(cast, -1)
    assert not Day.objects.exists()


def test_the_form_is_told_beforehand_who_must_agree(cast: Cast) -> None:
    by = person(cast.staff, cast.shop)
    limit(cast, largest=10, second=True)
    assert needs_second_person(shop=cast.shop, by=by, points=-10, now=NOW) is None
    assert needs_second_person(shop=cast.shop, by=by, points=-11, now=NOW) is not None
    limit(cast, largest=10)
    with pytest.raises(TooMuch):
        needs_second_person(shop=cast.shop, by=by, points=11, now=NOW)


def test_another_shops_limits_are_its_own(cast: Cast) -> None:
    set_limits(shop=cast.other_shop, largest=1, a_day=1, second_person=False, actor="stranger", now=NOW)
    assert gift(cast, 50) == "posted"


def test_a_change_of_limits_stands_in_the_audit_and_no_change_does_not(cast: Cast) -> None:
    limit(cast, largest=10)
    limit(cast, largest=10)
    line = Audit.objects.get(shop=cast.shop)
    assert line.deed == "adjustment limits"
    assert line.detail["after"] == {"largest": 10, "a_day": None, "second_person": False}
    assert Limits.objects.get(shop=cast.shop).largest == 10
