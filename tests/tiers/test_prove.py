"""Law X5 by night: what is kept of members' tiers is what their orders say, or somebody is told."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loyalty.desk.daily import prove_all
from loyalty.desk.proving import standings
from loyalty.ledger.proven import ProofRun
from loyalty.tiers.models import Qualifying, Standing
from tests.laws.world import START
from tests.tiers.climbers import DAY, Club

pytestmark = pytest.mark.django_db


@pytest.fixture
def club() -> Club:
    """Somebody on gold, somebody on silver, and somebody who only just joined in."""
    made = Club()
    made.buys("1", 26_000, customer="7001")
    made.buys("2", 12_000, customer="7002")
    made.buys("3", 500, customer="7003")
    return made


def faults(club: Club, day: int = 1) -> list[str]:
    return standings(shop=club.shop, now=club.on(day)).faults


def test_standings_that_follow_from_the_orders_are_sound(club: Club) -> None:
    told = standings(shop=club.shop, now=club.on(1))
    assert (told.law, told.checked, told.faults) == ("X5", 3, [])


@pytest.mark.parametrize(
    "wrong", [{"level": "gold"}, {"level": "member", "since": None}, {"since": START - 9 * DAY}]
)
def test_a_standing_that_nobody_earned_is_found(club: Club, wrong: dict[str, Any]) -> None:
    Standing.objects.filter(pk=club.member("7002")).update(**wrong)
    [fault] = faults(club)
    assert f"member {club.member('7002')} stands on" in fault
    assert "the orders say silver" in fault


def test_the_kept_sums_are_not_believed(club: Club) -> None:
    Qualifying.objects.filter(member=club.member("7003")).update(spend_minor=99_000)
    Standing.objects.filter(pk=club.member("7003")).update(level="gold", since=START)
    assert len(faults(club)) == 1


def test_who_is_about_to_be_judged_is_no_fault(club: Club) -> None:
    assert faults(club, day=500) == [], "all are due by then, and the round has not come yet"


def test_who_waits_for_a_warning_is_no_fault(club: Club) -> None:
    club.returns(club.buys("4", 26_000, customer="7004"), day=2)
    Standing.objects.filter(pk=club.member("7004")).update(waits=True, level="gold")
    assert faults(club, day=3) == []


def test_the_night_writes_a_wrong_tier_down_beside_the_proofs_of_the_ledger(club: Club) -> None:
    assert prove_all(now=club.on(1)) == 0
    Standing.objects.filter(pk=club.member("7002")).update(level="gold")
    assert prove_all(now=club.on(1)) == 1
    run = ProofRun.objects.latest("pk")
    assert [one["law"] for one in run.proofs if one["faults"]] == ["X5"]
    assert run.seal is not None, "the ledger itself is sound, and stays sealed"


def test_the_command_says_so_and_fails(club: Club, capsys: pytest.CaptureFixture[str]) -> None:
    Standing.objects.filter(pk=club.member("7002")).update(level="gold", review_at=None)
    with pytest.raises(CommandError, match="lines above"):
        call_command("ledger", "verify", "--shop", club.shop.domain)
    assert "X5  BROKEN" in capsys.readouterr().out


def test_a_programme_without_tiers_has_nothing_to_prove(club: Club) -> None:
    other = Club(levels=[{"id": "member", "at": "0"}])
    assert standings(shop=other.shop, now=other.on(1)).checked == 0
    assert faults(other) == []
