"""The nightly round: every programme in turn, and one programme's trouble is not another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from loyalty.desk import daily
from loyalty.desk.tasks import prove_books, tell_of_expiry
from loyalty.ledger.models import Balance, ExpiryNotice
from loyalty.ledger.proven import ProofRun
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
EXPIRY = {"per": "lot", "months": 1, "notice_days": [7]}
SOON = START + timedelta(days=27)


def world(**more: Any) -> World:
    made = World(rules(points=5, **more) | {"expiry": EXPIRY})
    made.tell([Teller("1", [Goods(1, 6490)]).snapshot()])
    return made


def behind_the_back(sql: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def unreadable(made: World) -> None:
    """A version that nothing can be read from any more."""
    made.publish({"expiry": "?"}, at=START - timedelta(days=1))


def test_every_programmes_books_are_proven_and_sealed_in_one_night() -> None:
    ours, other = world(), world()
    assert prove_books() == 0
    runs = {run.programme_id: run for run in ProofRun.objects.all()}
    assert {ours.programme.pk, other.programme.pk} <= set(runs)
    assert all(run.sound and run.seal for run in runs.values())


def test_broken_books_are_an_error_in_the_log_and_the_others_are_still_proven(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, sound = world(), world()
    behind_the_back("UPDATE ledger_balance SET available = 1 WHERE programme_id = %s", broken.programme.pk)
    assert daily.prove_all(now=SOON) == 1
    assert not ProofRun.objects.get(programme=broken.programme).sound
    assert ProofRun.objects.get(programme=sound.programme).sound
    said = [record for record in caplog.records if "the books are broken" in record.getMessage()]
    assert [record.levelname for record in said] == ["ERROR"]


def test_a_programme_that_cannot_be_read_keeps_no_other_from_its_notices() -> None:
    bad, good = world(), world()
    unreadable(bad)
    daily.notices(now=SOON)
    assert [notice.programme_id for notice in ExpiryNotice.objects.all()] == [good.programme.pk]
    tell_of_expiry()


def test_a_programme_that_cannot_be_read_keeps_no_others_points_pending() -> None:
    bad, good = world(hold_days=3), world(hold_days=3)
    unreadable(bad)
    daily.catch_up(now=START + timedelta(days=5))
    assert good.balance()[:2] == (324, 0)
    assert bad.balance()[:2] == (0, 324)


def test_one_members_trouble_is_not_anothers() -> None:
    made = world(hold_days=3)
    made.tell([Teller("2", [Goods(1, 1000)], customer="7002").snapshot()])
    first, second = Balance.objects.filter(programme=made.programme).order_by("member_id")
    behind_the_back("UPDATE ledger_balance SET pending = 0 WHERE member_id = %s", first.member_id)
    daily.catch_up(now=START + timedelta(days=5))
    second.refresh_from_db()
    assert (second.available, second.pending) == (50, 0)
