"""`manage.py ledger`: what a member had at a moment, the months of a shop, proofs and seals; clear when it cannot."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from loyalty.desk import daily
from loyalty.ledger.models import Balance
from loyalty.ledger.notices import sent
from loyalty.ledger.proven import ProofRun, Seal
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
EXPIRY = {"per": "lot", "months": 1, "notice_days": [7]}


@pytest.fixture
def world() -> World:
    made = World(rules(points=5, hold_days=3) | {"expiry": EXPIRY})
    made.tell([Teller("1", [Goods(1, 6490)]).snapshot()])
    return made


def who(world: World) -> int:
    return Balance.objects.get(programme=world.programme).member_id


def run(world: World, deed: str, *more: str) -> str:
    out = StringIO()
    call_command("ledger", deed, "--shop", world.shop.domain, *more, stdout=out)
    return out.getvalue()


def as_of(world: World, at: str, *more: str) -> dict[str, Any]:
    told = run(world, "as-of", "--member", str(who(world)), "--at", at, "--by", "effective", "--json", *more)
    return dict(json.loads(told))


def test_a_member_as_of_a_moment_is_told_as_one_document(world: World) -> None:
    daily.catch_up(now=START + timedelta(days=25))
    daily.notices(now=START + timedelta(days=25))
    sent(member_id=who(world), channel="widget", now=START + timedelta(days=25))
    told = as_of(world, "2026-03-02T12:00")
    assert told["balance"] == {"available": 0, "pending": 324, "reserved": 0, "debt": 0}
    assert (told["tier"], told["notices"], told["lots"][0]["source"]) == (None, [], "order:1")
    later = as_of(world, "2026-03-27T12:00+00:00")
    assert later["balance"]["available"] == 324
    assert later["notices"][0]["sent_at"] == (START + timedelta(days=25)).isoformat()
    assert as_of(world, "2026-02-01")["balance"]["pending"] == 0
    assert as_of(world, "2026-05-01")["balance"]["available"] == 0


def test_a_customer_of_the_store_is_found_and_people_get_lines(world: World) -> None:
    at = ("--at", "2026-03-02T12:00", "--by", "effective")
    text = run(world, "as-of", "--customer", "gid://shopify/Customer/7001", *at)
    assert "as of 2026-03-02 12:00" in text
    assert "324 of 324" in text


def test_by_posting_the_books_knew_nothing_before_they_were_told(world: World) -> None:
    told = json.loads(run(world, "as-of", "--member", str(who(world)), "--at", "2026-03-05", "--json"))
    assert (told["balance"]["pending"], told["lots"]) == (0, [])


def test_the_tier_of_that_moment_is_told() -> None:
    tiers = {
        "by": "spend",
        "window": {"rolling_months": 12},
        "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "50.00"}],
    }
    made = World(rules(points=5) | {"tiers": tiers})
    made.tell([Teller("1", [Goods(1, 6490)]).snapshot()])
    assert as_of(made, "2026-02-01")["tier"]["level"] == "member"
    told = as_of(made, "2026-03-05")["tier"]
    assert (told["level"], told["since"], told["qualifying"]) == ("gold", START.isoformat(), {"spend": 6490})
    assert "gold" in run(made, "as-of", "--member", str(who(made)), "--at", "2026-03-05")


def test_months_come_as_a_table_and_as_a_document(world: World) -> None:
    now = datetime.now(tz=UTC) + timedelta(days=1)
    text = run(world, "roll-forward")
    assert "issued" in text
    assert "forfeited" not in text, "a column without a figure is left out"
    [month] = [
        one
        for one in json.loads(run(world, "roll-forward", "--to", now.isoformat(), "--json"))["months"]
        if one["issued"]
    ]
    assert (month["opening"], month["issued"], month["closing"]) == (0, 324, 324)


def test_empty_books_have_no_months() -> None:
    assert json.loads(run(World(None), "roll-forward", "--json")) == {"months": [], "currencies": {}}
    assert run(World(None), "roll-forward")


def test_proving_writes_down_the_run_and_prints_the_seal(world: World) -> None:
    told = run(world, "prove")
    digest = bytes(Seal.objects.get(programme=world.programme).digest).hex()
    assert f"seal {digest}" in told
    assert ProofRun.objects.get(programme=world.programme).sound


def test_broken_books_are_not_sealed_and_the_exit_says_so(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_balance SET pending = 1 WHERE programme_id = %s", [world.programme.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(CommandError, match="not sealed"):
        run(world, "prove")
    assert not Seal.objects.filter(programme=world.programme).exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("as-of", "--member", "1", "--at", "yesterday"), "no such member"),
        (("as-of", "--customer", "7001", "--at", "yesterday"), "no moment"),
        (("as-of", "--customer", "7001"), "--at"),
        (("as-of", "--at", "2026-01-01"), "--member"),
        (("roll-forward", "--from", "2026-02-01", "--to", "2026-01-01"), "after"),
        (("burn",), "burn"),
    ],
)
def test_what_cannot_be_answered_is_said_clearly(
    world: World, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run(world, *arguments)


def test_another_shops_member_and_an_unknown_shop_are_refused(world: World) -> None:
    other = World(rules())
    with pytest.raises(CommandError, match="no such member"):
        run(other, "as-of", "--member", str(who(world)), "--at", "2026-03-05")
    with pytest.raises(CommandError, match="no shop"):
        call_command("ledger", "verify", "--shop", "nowhere.example")


def test_reasons_are_recomputed_and_one_that_does_not_fit_is_named(world: World) -> None:
    told = json.loads(run(world, "reasons", "--json"))
    assert told == {"sound": True, "orders": 1, "awards": 1, "answers": 1, "faults": []}
    assert "T4  holds" in run(world, "reasons")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_award SET reason = jsonb_set(reason, '{rate}', '[6, \"1.00\"]')")
    with pytest.raises(CommandError, match="do not hold"):
        run(world, "reasons")
