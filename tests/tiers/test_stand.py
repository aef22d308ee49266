"""Standings follow the orders in the same transaction, and say what the slow reckoning says (law X5)."""

from datetime import timedelta

import pytest

from loyalty.desk.work import work
from loyalty.engine.facts import CustomersMerged
from loyalty.tiers.models import Qualifying, Standing, TierChange
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.tiers.climbers import Club

pytestmark = pytest.mark.django_db


def test_an_order_moves_its_member_at_once_with_a_row_that_says_why() -> None:
    club = Club()
    club.buys("1", 24_999)
    assert (club.stands().level, club.level(0)) == ("silver", "silver"), "one cent below gold"
    club.buys("2", 1, day=1)
    assert (club.stands().level, club.level(1)) == ("gold", "gold")
    assert club.steps() == [("tier_up", "member", "silver"), ("tier_up", "silver", "gold")]
    row = TierChange.objects.latest("pk")
    assert (row.at, row.source, row.reason["amount"]) == (club.on(1), "order:2", 25_000)


def test_the_order_told_again_changes_nothing() -> None:
    club = Club()
    told = club.buys("1", 30_000)
    before = list(Qualifying.objects.values())
    club.tell([told.snapshot(), told.snapshot()], now=club.on(3))
    assert list(Qualifying.objects.values()) == before
    assert len(club.steps()) == 1


def test_a_refund_takes_the_level_at_once_as_if_it_had_never_been() -> None:
    club = Club()
    told = club.buys("1", 30_000)
    club.returns(told, day=5)
    assert (club.stands().level, club.level(5)) == ("member", "member")
    assert club.steps()[-1] == ("tier_recounted", "gold", "member")
    why = TierChange.objects.latest("pk").reason
    assert (why["amount"], why["threshold"]) == (0, 25_000)
    assert not Qualifying.objects.exists()


def test_an_old_order_told_late_counts_when_it_happened() -> None:
    club = Club()
    club.buys("1", 1_000)
    club.buys("2", 30_000, day=-700, now=1)
    assert club.level(1) == "member", "it is over by now"
    assert club.steps() == [], "nobody saw the way up and down"
    club.buys("3", 30_000, day=-10, now=2)
    assert club.steps() == [("tier_up", "member", "gold")]
    assert club.stands().since == club.on(-10)


def test_orders_in_any_order_end_on_the_same_level() -> None:
    tellers = [Teller(str(n), [Goods(1, 9_000)], placed=START + timedelta(days=n)) for n in range(3)]
    ends = set()
    for turn in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        club = Club()
        for n in turn:
            club.tell([tellers[n].snapshot()], now=club.on(10))
        row = club.stands()
        ends.add((row.level, row.since, row.reached_by, club.level(10)))
    assert ends == {("gold", START + timedelta(days=2), "order:2", "gold")}


def test_a_programme_without_tiers_writes_nothing() -> None:
    world = World(rules(points=1))
    world.tell([Teller("1", [Goods(1, 30_000)]).snapshot()])
    assert not Qualifying.objects.exists()
    assert not Standing.objects.exists()


def test_two_members_who_are_one_stand_where_both_their_orders_put_them() -> None:
    club = Club()
    club.buys("1", 15_000, customer="7001")
    club.buys("2", 15_000, customer="7002")
    kept, gone = club.member("7001"), club.member("7002")
    work(shop=club.shop, told=[(1, CustomersMerged(kept="7001", gone="7002"))], now=club.on(2))
    assert club.level(2) == "gold"
    assert Standing.objects.get(member_id=kept).level == "gold"
    assert not Standing.objects.filter(member_id=gone).exists()
