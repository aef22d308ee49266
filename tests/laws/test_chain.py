"""Laws L3, F21: whatever is altered in the books behind their back is found, a hundred times of a hundred."""

import random
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from loyalty.desk import daily, spending
from loyalty.ledger.chain import canonical
from loyalty.ledger.models import Balance
from loyalty.ledger.seal import seal
from loyalty.ledger.verify import verify
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
PER_ROW = {
    "ledger_entry": ["amount = amount + 1", "amount = -amount", "account = 'adjusted', member_id = NULL",
                     "currency = 'stamps'", "GONE"],
    "ledger_transaction": [
        "reason = reason || '{\"points\": 7}'", "key = key || 'x'", "source = source || '0'", "kind = 'gift'",
        "actor = 'nobody'", "version = version + 1", "effective_at = effective_at + interval '1 second'",
        "posted_at = posted_at - interval '1 day'", "keeps_until = now()", "link = sha256('x')",
        "currency = 'stamps'", "GONE",
    ],
    "ledger_lot": [
        "amount = amount + 1", "remaining = remaining + 1", "expires_at = expires_at + interval '1 year'",
        "available_at = available_at - interval '1 hour'", "earned_at = now()", "award_id = NULL",
        "currency = 'stamps'", "GONE",
    ],
    "ledger_lotmove": ["amount = amount - 1", "GONE"],
    "ledger_balance": [
        "available = available + 1", "pending = pending + 5", "reserved = reserved + 5", "debt = debt - 1",
        "transactions = transactions - 1", "keeps_until = now()", "currency = 'stamps'",
    ],
    "ledger_award": ["posted = posted + 1", "expired = expired + 1", "currency = 'stamps'"],
    "ledger_spend": [
        "points = points + 1, returned = 0", "returned = CASE returned WHEN 0 THEN 1 ELSE 0 END",
        "state = CASE state WHEN 'used' THEN 'reserved' ELSE 'used' END",
    ],
    "ledger_seal": ["digest = sha256('x')", "transactions = transactions + 1", "since = until"],
}  # fmt: skip


@pytest.fixture
def world() -> World:
    """A small life: orders, a refund, an expiry, redemptions in every state, and a seal."""
    document = rules(points=5, hold_days=14)
    document["expiry"] = {"per": "lot", "months": 1, "without_notice": True}
    document["rewards"] = [{"id": "r", "kind": "amount_off", "cost": 20, "amount": "1.00"}]
    made = World(document)
    for number in range(6):
        teller = Teller(str(number), [Goods(2, 4000), Goods(1, 2490)], customer=f"700{number % 3}")
        made.tell([teller.snapshot()], now=START)
        teller.tick()
        if number % 2:
            made.tell([teller.refund([(1, 1, 2490)], 0)], now=START)
    soon = START.replace(day=20)
    daily.catch_up(now=soon)
    members = list(Balance.objects.filter(programme=made.programme).values_list("member_id", flat=True))
    for number, member in enumerate(members):
        spending.redeem(
            shop=made.shop, member_id=member, reward="r", key=str(number), actor="member", now=soon
        )
    spending.used(shop=made.shop, key="1", order="1", actor="shop", now=soon)
    spending.released(shop=made.shop, key="2", why="gone", actor="shop", now=soon)
    seal(programme_id=made.programme.pk)
    daily.catch_up(now=START.replace(month=4, day=20))
    made.check()
    return made


def laws_broken(world: World) -> set[str]:
    return {proof.law for proof in verify(programme_id=world.programme.pk) if proof.faults}


def test_a_hundred_of_a_hundred_planted_corruptions_are_found(world: World, behind_the_back: Any) -> None:
    assert laws_broken(world) == set()
    dice = random.Random(21)
    missed = []
    for number in range(100):
        table = dice.choice(list(PER_ROW)) if number >= len(PER_ROW) else list(PER_ROW)[number]
        change = dice.choice(PER_ROW[table])
        behind_the_back.execute(f"SELECT id FROM {table} WHERE programme_id = %s", [world.programme.pk])
        row = dice.choice(sorted(behind_the_back.fetchall()))[0]
        behind_the_back.execute("SAVEPOINT before")
        what = f"DELETE FROM {table}" if change == "GONE" else f"UPDATE {table} SET {change}"
        behind_the_back.execute(f"{what} WHERE id = %s", [row])
        if behind_the_back.rowcount != 1 or not laws_broken(world):
            missed.append((number, table, change, row))
        behind_the_back.execute("ROLLBACK TO SAVEPOINT before")
    assert missed == []
    assert laws_broken(world) == set()


def test_a_whole_transaction_taken_out_with_everything_that_hangs_on_it_leaves_a_hole(
    world: World, behind_the_back: Any
) -> None:
    """The last of a chain has nobody after it; count and seal remember it."""
    programme = world.programme.pk
    behind_the_back.execute("SELECT max(id) FROM ledger_transaction WHERE programme_id = %s", [programme])
    [last] = behind_the_back.fetchone()
    behind_the_back.execute(
        "UPDATE ledger_balance b SET available = available - e.amount, transactions = transactions - 1"
        " FROM ledger_entry e WHERE e.transaction_id = %s AND e.account = 'available' AND b.member_id = e.member_id",
        [last],
    )
    behind_the_back.execute(
        "UPDATE ledger_lot l SET remaining = remaining - m.amount FROM ledger_lotmove m"
        " WHERE m.transaction_id = %s AND m.lot_id = l.id",
        [last],
    )
    for table in ("ledger_lotmove", "ledger_lot", "ledger_entry"):
        behind_the_back.execute(f"DELETE FROM {table} WHERE transaction_id = %s", [last])
    behind_the_back.execute("DELETE FROM ledger_transaction WHERE id = %s", [last])
    assert laws_broken(world), "an expired lot without its expiry does not add up with its award"


def test_seals_are_chained_and_a_second_one_seals_only_what_is_new(world: World) -> None:
    first = seal(programme_id=world.programme.pk)
    again = seal(programme_id=world.programme.pk)
    assert again.since in (first.since, first.until)
    assert laws_broken(world) == set()


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5),
        max_leaves=20,
    )
)
def test_the_row_is_written_as_postgresql_writes_it(value: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [canonical(value)])
        assert cursor.fetchone()[0] == canonical(value)
