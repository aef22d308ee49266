"""Time and other rules: falls are announced first (law X6), and the clock stands still without the app (law X7)."""

from datetime import timedelta

import pytest

from loyalty.desk import tier_rounds
from loyalty.shops.models import Installation
from loyalty.tiers.models import Review, Standing, TierWarning
from loyalty.tiers.warnings import warned
from tests.laws.world import START, rules
from tests.tiers.climbers import DAY, TIERS, Club

pytestmark = pytest.mark.django_db
FALL = 396  # bought on 1 March 2026; short on 2 March 2027, lost when 30 days of grace are over


def gold(**more: object) -> Club:
    club = Club(**more)
    club.buys("1", 30_000)
    return club


def through(club: Club, until: int, *, since: int = 0) -> None:
    """The hourly round, once a day."""
    for day in range(since, until + 1):
        tier_rounds.review_due(now=club.on(day))


def test_a_fall_is_announced_before_it_comes_and_the_told_member_falls_on_the_day() -> None:
    club = gold()
    through(club, FALL - 30)
    assert not TierWarning.objects.exists()
    through(club, FALL - 27, since=FALL - 30)
    [warning] = TierWarning.objects.all()
    assert (warning.level, warning.to_level, warning.sent_at) == ("gold", "member", None)
    assert warned(member_id=club.member(), channel="widget", now=club.on(FALL - 20)) == 1
    through(club, FALL - 2, since=FALL - 20)
    falls = warning.falls_at
    tier_rounds.review_due(now=falls - timedelta(seconds=1))
    assert club.stands().level == "gold", "still theirs"
    tier_rounds.review_due(now=falls + DAY)
    assert (club.stands().level, club.stands().review_at) == ("member", None)
    assert club.steps()[-1][1:] == ("gold", "member")


def test_who_was_not_told_keeps_the_level_until_the_warning_is_old_enough() -> None:
    club = gold()
    through(club, FALL + 20, since=FALL - 40)
    assert (club.stands().level, club.stands().waits) == ("gold", True)
    assert club.level(FALL + 20) == "gold", "readers are told the level that is kept"
    warned(member_id=club.member(), channel="widget", now=club.on(FALL + 20))
    through(club, FALL + 33, since=FALL + 20)
    assert club.stands().level == "gold"
    through(club, FALL + 34, since=FALL + 33)
    assert (club.stands().level, club.stands().waits) == ("member", False)


def test_who_buys_in_time_never_fell() -> None:
    club = gold()
    through(club, FALL + 5, since=FALL - 40)
    club.buys("2", 30_000, day=FALL + 6)
    assert (club.stands().level, club.stands().waits, club.level(FALL + 6)) == ("gold", False, "gold")
    assert club.steps() == [("tier_up", "member", "gold")]


def test_a_programme_may_let_levels_go_unsaid() -> None:
    club = gold(without_warning=True)
    through(club, FALL + 1, since=FALL - 20)
    assert club.stands().level == "member"
    assert not TierWarning.objects.exists()


def test_rounds_that_were_left_out_or_run_twice_end_the_same() -> None:
    club = gold()
    for _ in range(2):
        tier_rounds.review_due(now=club.on(FALL + 100))
    assert (club.stands().level, TierWarning.objects.count(), len(club.steps())) == ("gold", 1, 1)


def test_the_clock_stands_still_while_the_app_is_gone() -> None:
    club = gold(without_warning=True)
    review(club, 1)
    Installation.objects.update(uninstalled_at=club.on(100))
    through(club, FALL + 5, since=FALL)
    assert club.stands().level == "gold"
    Installation.objects.create(shop=club.shop, installed_at=club.on(500), installed_by="owner")
    review(club, 500)
    through(club, FALL + 399, since=FALL + 395)
    assert club.stands().level == "gold", "four hundred days longer"
    through(club, FALL + 402, since=FALL + 399)
    assert club.stands().level == "member"


def review(club: Club, day: int) -> None:
    assert tier_rounds.review_everybody(shop=club.shop, now=club.on(day))


def test_tiers_published_later_find_everybody_by_what_they_had_bought() -> None:
    club = Club()
    club.publish(rules(points=1), at=START - 399 * DAY)
    club.buys("1", 30_000)
    club.buys("2", 15_000, customer="7002")
    club.buys("3", 30_000, day=-500, customer="7003", now=0)
    assert not Standing.objects.exists()
    club.publish(rules(points=1) | {"tiers": TIERS}, at=START + DAY)
    review(club, 2)
    assert [club.level(2, who) for who in ("7001", "7002", "7003")] == ["gold", "silver", "member"]
    assert [club.stands(who).waits for who in ("7001", "7002", "7003")] == [False] * 3
    review_row = Review.objects.get()
    assert (review_row.looked, review_row.total) == (3, 3)
    assert review_row.done_at is not None


def test_higher_thresholds_take_nothing_unsaid() -> None:
    club = gold()
    review(club, 1)
    harder = [*TIERS["levels"][:2], {"id": "gold", "at": "500.00"}]
    club.publish(rules(points=1) | {"tiers": TIERS | {"levels": harder}}, at=club.on(10))
    review(club, 11)
    assert (club.stands().level, club.stands().waits) == ("gold", True)
    assert club.level(11) == "gold"
    warned(member_id=club.member(), channel="widget", now=club.on(12))
    through(club, 25, since=12)
    assert club.stands().level == "gold"
    through(club, 27, since=25)
    assert (club.stands().level, club.steps()[-1]) == ("silver", ("tier_recounted", "gold", "silver"))


def test_without_tiers_nobody_stands_anywhere_and_with_them_again_everybody_does() -> None:
    club = gold()
    review(club, 1)
    club.publish(rules(points=1), at=club.on(10))
    review(club, 11)
    assert (club.stands().version, club.stands().level) == (0, "")
    club.publish(rules(points=1) | {"tiers": TIERS}, at=club.on(20))
    review(club, 21)
    assert club.stands().level == "gold"


def test_a_round_that_was_broken_off_goes_on_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty.tiers.rounds.BATCH", 1)
    club = gold()
    club.buys("2", 15_000, customer="7002")
    assert not tier_rounds.review_everybody(shop=club.shop, now=club.on(1), seconds=0)
    assert Review.objects.get().after == 0
    review(club, 1)
    assert Review.objects.get().looked == 2
    assert tier_rounds.review_everybody(shop=club.shop, now=club.on(2))
    assert Review.objects.get().begun_at == club.on(1), "nothing has changed, so there is no other round"
