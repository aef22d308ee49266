"""Laws S1-S6 and S8: what PostgreSQL itself refuses, whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from loyalty.engine.expiry import STILL
from loyalty.engine.lots import Moves
from loyalty.ledger.book import open_book
from loyalty.ledger.models import Balance, Entry, Lot, Transaction
from loyalty.ledger.posting import Posting
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = World(rules())
    made.tell([Teller("1", [Goods(2, 6490)]).snapshot()])
    return made


def refused(sql: str, *params: int) -> str:
    """Runs SQL that must fail, deferred laws included; answers the database's words."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return str(error.value)


def test_s1_a_transaction_that_does_not_sum_to_zero_is_refused_at_the_statement(world: World) -> None:
    row = Transaction.objects.get(programme=world.programme)
    words = refused(
        "INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, account, amount)"
        " VALUES (%s, %s, %s, 'issued', 5)",
        row.pk, row.programme_id, row.shop_id,
    )  # fmt: skip
    assert "do not sum to zero" in words
    world.check()


def test_s1_a_transaction_without_entries_is_refused_at_commit(world: World) -> None:
    words = refused(
        "INSERT INTO ledger_transaction (programme_id, shop_id, member_id, kind, key, source, version, actor,"
        " reason, effective_at, posted_at, link)"
        " SELECT programme_id, shop_id, member_id, kind, 'another', source, version, actor,"
        " reason, effective_at, posted_at, link FROM ledger_transaction WHERE programme_id = %s",
        world.programme.pk,
    )
    assert "has 0 entries" in words


def test_s2_balances_and_lots_follow_the_entries_and_nothing_else(world: World) -> None:
    assert "follows the books" in refused("UPDATE ledger_balance SET available = available + 1")
    assert "follows the books" in refused("UPDATE ledger_lot SET remaining = remaining - 1")
    assert "append-only" in refused("DELETE FROM ledger_lot")
    world.check()


def test_s2_a_balance_row_cannot_be_born_with_points(world: World) -> None:
    member = Balance.objects.get(programme=world.programme).member
    other = type(member).objects.create(programme=world.programme, first_seen_at=START)
    Balance.objects.create(member=other, programme=world.programme, available=999)
    assert Balance.objects.get(member=other).available == 0


def test_s3_no_account_of_a_member_goes_below_zero(world: World) -> None:
    member = Balance.objects.get(programme=world.programme).member_id
    moves = Moves()
    moves.leg("available", -65)
    moves.leg("adjusted", 65)
    with (
        pytest.raises(DatabaseError, match="no_overdraft"),
        open_book(programme_id=world.programme.pk, member_ids=[member], clock=STILL, now=START) as book,
    ):
        book.record(posting(world, member), moves)
    assert world.balance() == (64, 0, 0, 0)


def test_s3_no_lot_is_drawn_beyond_what_is_left_in_it(world: World) -> None:
    lot = Lot.objects.get(programme=world.programme)
    words = refused(
        "INSERT INTO ledger_lotmove (transaction_id, programme_id, lot_id, amount) VALUES (%s, %s, %s, -65)",
        lot.transaction_id, lot.programme_id, lot.pk,
    )  # fmt: skip
    assert "lot_in_bounds" in words


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_transaction", "ledger_lotmove"])
@pytest.mark.parametrize(
    "deed", ["UPDATE {} SET programme_id = programme_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_s4_the_books_are_append_only(world: World, table: str, deed: str) -> None:
    if table == "ledger_lotmove":
        lot = Lot.objects.get(programme=world.programme)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_lotmove (transaction_id, programme_id, lot_id, amount) VALUES (%s, %s, %s, 0)",
                [lot.transaction_id, lot.programme_id, lot.pk],
            )
    world.check()  # nothing is left pending that could refuse the deed in our place
    before = Entry.objects.count()
    assert "append-only" in refused(deed.format(table))
    assert Entry.objects.count() == before


def test_s5_an_entry_of_another_programme_cannot_join_a_transaction(world: World) -> None:
    other = World(rules())
    row = Transaction.objects.get(programme=world.programme)
    words = refused(
        "INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, account, amount)"
        " VALUES (%s, %s, %s, 'issued', 5), (%s, %s, %s, 'adjusted', -5)",
        *(row.pk, other.programme.pk, other.shop.pk) * 2,
    )
    assert "entry_shares_programme" in words


def test_s5_points_never_go_to_a_member_of_another_programme(world: World) -> None:
    other = World(rules())
    other.tell([Teller("1", [Goods(1, 5000)]).snapshot()])
    strange = Balance.objects.get(programme=other.programme).member_id
    with (
        pytest.raises(KeyError),
        open_book(programme_id=world.programme.pk, member_ids=[strange], clock=STILL, now=START) as book,
    ):
        book.purse(strange)
    assert other.balance() == (50, 0, 0, 0)


@pytest.mark.parametrize("column", ["source", "actor", "kind", "key"])
def test_s6_a_transaction_names_its_origin(world: World, column: str) -> None:
    member = Balance.objects.get(programme=world.programme).member_id
    with (
        pytest.raises(DatabaseError, match="names_its_origin"),
        open_book(programme_id=world.programme.pk, member_ids=[member], clock=STILL, now=START) as book,
    ):
        credit = book.purse(member).credit(
            5, against="adjusted", now=START, earned_at=START, available_at=START
        )
        book.record(posting(world, member, **{column: ""}), credit)
    assert world.balance() == (64, 0, 0, 0)


@pytest.mark.parametrize("amount", [10**12 + 1, -(10**12) - 1, 2**63 - 1])
def test_s8_amounts_beyond_the_bounds_are_refused(world: World, amount: int) -> None:
    row = Transaction.objects.get(programme=world.programme)
    words = refused(
        "INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, account, amount)"
        " VALUES (%s, %s, %s, 'issued', %s), (%s, %s, %s, 'adjusted', %s)",
        *(row.pk, row.programme_id, row.shop_id, amount, row.pk, row.programme_id, row.shop_id, -amount),
    )
    assert "entry_in_bounds" in words


def test_i1_one_business_key_posts_once(world: World) -> None:
    member = Balance.objects.get(programme=world.programme).member_id

    def post() -> None:
        with open_book(programme_id=world.programme.pk, member_ids=[member], clock=STILL, now=START) as book:
            moves = book.purse(member).credit(
                7, against="adjusted", now=START, earned_at=START, available_at=START
            )
            book.record(posting(world, member), moves)

    post()
    with pytest.raises(DatabaseError, match="posted_once"):
        post()
    assert world.balance() == (71, 0, 0, 0)


def posting(world: World, member: int, **change: str) -> Posting:
    fields: dict[str, Any] = {"kind": "adjustment", "key": "k", "source": "test", "actor": "owner"} | change
    return Posting(
        shop_id=world.shop.pk, member_id=member, version=1, reason={"code": "adjustment", "why": "law"},
        effective_at=START + timedelta(days=1), **fields,
    )  # fmt: skip
