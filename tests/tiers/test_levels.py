"""The level of any moment, for pinning: one question for a batch, and the batch itself is seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.desk import tier_rounds
from loyalty.engine.tier_standing import Qualifying
from loyalty.programmes.live import timeline
from loyalty.tiers.levels import Levels, tiers_at
from tests.laws.world import START, World, rules
from tests.tiers.climbers import DAY, Club

pytestmark = pytest.mark.django_db


def test_levels_of_many_members_and_moments_come_by_three_questions() -> None:
    club = Club()
    for n in range(5):
        club.buys(str(n), 30_000, day=n, customer=str(7001 + n))
    versions = timeline(programme_id=club.shop.programme_id)
    moments = [(club.member(str(7001 + n)), club.on(day)) for n in range(5) for day in (0, 3, 900)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = tiers_at(shop=club.shop, moments=moments, versions=versions)
    assert len(asked) == 3
    assert [found[club.member(str(7001 + n)), club.on(3)] for n in range(5)] == [*["gold"] * 4, "member"]
    assert {found[club.member(str(7001 + n)), club.on(900)] for n in range(5)} == {"member"}


def test_an_order_of_the_same_batch_counts_for_the_next() -> None:
    club = Club()
    club.buys("1", 24_999)
    who = club.member()
    levels = Levels(shop=club.shop, member_ids=[who])
    first = levels.at(who, club.on(2))
    levels.heard(who, Qualifying(at=club.on(1), source="order:2", spend_minor=1, orders=1))
    then = levels.at(who, club.on(2))
    before = levels.at(who, club.on(1) - timedelta(seconds=1))
    assert [one and one.id for one in (first, then, before)] == ["silver", "gold", "silver"]


def test_a_level_that_waits_for_its_warning_is_pinned_from_its_fall_on() -> None:
    club = Club()
    club.buys("1", 30_000)
    tier_rounds.review_due(now=club.on(450))
    assert club.stands().waits
    found = tiers_at(shop=club.shop, moments=[(club.member(), club.on(day)) for day in (-1, 380, 460)])
    assert sorted((at, level) for (_, at), level in found.items()) == [
        (club.on(-1), "member"), (club.on(380), "gold"), (club.on(460), "gold"),
    ]  # fmt: skip


def test_without_tiers_or_before_them_there_is_no_level() -> None:
    world = World(rules(points=1))
    assert tiers_at(shop=world.shop, moments=[(1, START)]) == {(1, START): None}
    assert tiers_at(shop=world.shop, moments=[]) == {}
    assert tiers_at(shop=Club().shop, moments=[(1, START - 900 * DAY)]) == {(1, START - 900 * DAY): None}
