"""A code from a place proves that somebody was there: once, in its time, in its shop; else it says why not."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from loyalty.activities.models import Activity, PlaceCode
from loyalty.activities.place_codes import NoCode, new_secret, serials, token
from loyalty.desk.checking_in import check_in
from loyalty.ledger.models import Transaction
from loyalty.members.models import Member
from loyalty.shops.models import Shop
from tests.activities.ways import published
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
DAY = timedelta(days=1)
Kind = PlaceCode.Kind


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast)


def code(shop: Shop, kind: PlaceCode.Kind = Kind.POSTER, **given: Any) -> PlaceCode:
    said: dict[str, Any] = {
        "place": "tea-house", "title": "The tea house", "first": TODAY, "last": TODAY + 9 * DAY, "made_by": "ann",
        "made_at": NOW, "secret": new_secret(), "kind": kind,
    } | given  # fmt: skip
    return PlaceCode.objects.create(shop=shop, **said)


def brings(cast: Cast, text: str, member: Member | None = None, after: timedelta = timedelta(0)) -> int:
    """What it brought."""
    who = member or cast.loyal
    kept = check_in(shop=cast.shop, member_id=who.pk, token=text, now=NOW + after)
    return sum(award.posted for award in kept.awards)


def refused(cast: Cast, text: str, member: Member | None = None, after: timedelta = timedelta(0)) -> str:
    before = Activity.objects.count(), Transaction.objects.count()
    with pytest.raises(NoCode) as no:
        brings(cast, text, member, after)
    assert (Activity.objects.count(), Transaction.objects.count()) == before, "nothing is counted"
    return no.value.why


def test_a_poster_counts_once_a_day_for_everybody(cast: Cast) -> None:
    poster = token(code(cast.shop), 0)
    assert (brings(cast, poster), brings(cast, poster, cast.cheat)) == (20, 20)
    assert refused(cast, poster) == "today"
    assert (brings(cast, poster, after=DAY), brings(cast, poster, after=2 * DAY)) == (20, 20)


def test_a_ticket_counts_once_for_whoever_comes_first(cast: Cast) -> None:
    made = code(cast.shop, Kind.SINGLE, count=3)
    first, second, third = (token(made, serial) for serial in serials(made))
    assert (brings(cast, first), brings(cast, second, cast.cheat)) == (20, 20)
    assert refused(cast, first, cast.cheat) == "used"
    assert refused(cast, first) == "used_by_you"
    assert refused(cast, second, after=DAY) == "used"
    assert brings(cast, third) == 20


def test_a_daily_code_is_of_its_day(cast: Cast) -> None:
    made = code(cast.shop, Kind.DAILY)
    today, tomorrow = list(serials(made))[:2]
    assert refused(cast, token(made, tomorrow)) == "other_day"
    assert brings(cast, token(made, today)) == 20
    assert refused(cast, token(made, today), after=DAY) == "other_day", "a photograph of yesterday's"


@pytest.mark.parametrize(
    ("given", "why"),
    [({"first": TODAY + DAY}, "not_yet"), ({"first": TODAY - 9 * DAY, "last": TODAY - DAY}, "over"),
     ({"opens": time(12, 1)}, "closed"), ({"closes": time(12)}, "closed"), ({"ended_at": NOW}, "ended")],
)  # fmt: skip
def test_outside_its_time_it_counts_nothing(cast: Cast, given: dict[str, Any], why: str) -> None:
    cast.shop.timezone = "UTC"
    cast.shop.save()
    assert refused(cast, token(code(cast.shop, **given), 0)) == why


def test_another_shops_code_is_refused_by_name_and_a_forged_one_is_unknown(cast: Cast) -> None:
    assert refused(cast, token(code(cast.other_shop), 0)) == "other_shop"
    mine, theirs = code(cast.shop), code(cast.other_shop)
    number = f"{mine.pk:x}-0-"
    for forged in ("", "x", number + "0" * 20, number + token(theirs, 0)[-20:], token(mine, 0) + "\n",
                   f"{2**70:x}-0-{'0' * 20}", token(mine, 0).upper()):  # fmt: skip
        assert refused(cast, forged) == "unknown", forged
    mine.secret = new_secret()
    assert refused(cast, token(mine, 0)) == "unknown"


def test_what_no_rule_looks_at_is_counted_and_brings_nothing(cast: Cast) -> None:
    assert brings(cast, token(code(cast.shop, place="garden"), 0)) == 0
    assert Activity.objects.get().place == "garden"
