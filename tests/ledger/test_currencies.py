"""Several currencies in one set of books: each for itself, and none ever added to another."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from loyalty.desk import clocks, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.looking_back import current
from loyalty.desk.standing import balance, holdings
from loyalty.engine.expiry import STILL, Clock, Expiry
from loyalty.engine.facts import CustomerRedacted, CustomersMerged
from loyalty.engine.lots import Moves
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.book import open_book
from loyalty.ledger.models import Award, Balance, ExpiryNotice, Lot, Spend, Transaction
from loyalty.ledger.notices import record_notices
from loyalty.ledger.posting import Posting
from loyalty.ledger.rollforward import other_currencies, roll_forward
from loyalty.ledger.rows import sealed
from loyalty.ledger.spend import give_back, reserve
from loyalty.ledger.statement import history
from loyalty.ledger.verify import verify
from loyalty.members.find import by_customer
from tests.laws.oracle import Goods
from tests.laws.paper import Rules
from tests.laws.stamping import STAMPS, stamp
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=1)
RULES = Rules(1, 0, "debt", None, 0)


@pytest.fixture
def teller() -> Teller:
    return Teller("1", [Goods(1, 12_000), Goods(1, 3_000)])


@pytest.fixture
def world(teller: Teller) -> World:
    """150 points and 15 stamps of one order."""
    made = World(rules())
    tell(made, teller)
    return made


def tell(world: World, teller: Teller) -> None:
    world.tell([teller.snapshot()], now=NOW)
    stamp(world.shop, [teller.order], RULES, NOW)


def member(world: World, customer: str = "7001") -> int:
    found = by_customer(shop=world.shop, customer=customer)
    assert found is not None
    return found.pk


def has(world: World, currency: str, customer: str = "7001") -> tuple[int, int, int]:
    told = balance(shop=world.shop, member_id=member(world, customer), now=NOW, currency=currency)
    return told.available, told.reserved, told.debt


def claim(world: World, key: str, stamps: int) -> Spend:
    return reserve(shop=world.shop, member_id=member(world), key=key, points=stamps, currency=STAMPS, reason={},
                   version=1, actor="member", clock=STILL, now=NOW)  # fmt: skip


def sound(world: World) -> bool:
    return not any(proof.faults for proof in verify(programme_id=world.programme.pk))


def test_an_order_earns_in_each_currency_and_each_follows_its_own_refund(
    world: World, teller: Teller
) -> None:
    assert (has(world, "points"), has(world, STAMPS)) == ((150, 0, 0), (15, 0, 0))
    teller.tick()
    world.tell([teller.refund([(1, 1, 3_000)], 0), teller.snapshot()], now=NOW)
    assert (has(world, "points"), has(world, STAMPS)) == ((120, 0, 0), (15, 0, 0))
    stamp(world.shop, ["1"], RULES, NOW)
    assert (has(world, "points"), has(world, STAMPS)) == ((120, 0, 0), (12, 0, 0))
    assert sound(world)


def test_a_reward_is_bought_with_stamps_and_stamps_come_back(world: World) -> None:
    claim(world, "coffee", 10)
    assert (has(world, "points"), has(world, STAMPS)) == ((150, 0, 0), (5, 10, 0))
    with pytest.raises(NotEnough, match="only 5"):
        claim(world, "another", 6)
    spending.used(shop=world.shop, key="coffee", order="", actor="shop", now=NOW)
    give_back(shop=world.shop, key="coffee", target=4, reason={}, actor="shop", clock=STILL, now=NOW)
    assert (has(world, "points"), has(world, STAMPS)) == ((150, 0, 0), (9, 0, 0))
    assert sound(world)


def test_a_clawback_of_stamps_that_were_spent_is_owed_in_stamps(world: World, teller: Teller) -> None:
    claim(world, "coffee", 15)
    spending.used(shop=world.shop, key="coffee", order="", actor="shop", now=NOW)
    teller.tick()
    teller.cancelled = True
    tell(world, teller)
    assert (has(world, "points"), has(world, STAMPS)) == ((0, 0, 0), (0, 0, 15))


def test_a_badge_is_one_unit_given_once(world: World) -> None:
    for _ in range(2):
        adjust(shop=world.shop, member_id=member(world), points=1, why="early", actor="staff", key="b", now=NOW,
               currency="badge:early-bird")  # fmt: skip
    held = holdings(shop=world.shop, member_id=member(world), now=NOW)
    assert {currency: one.available for currency, one in held.items()} == {"badge:early-bird": 1, STAMPS: 15}


def test_a_merge_moves_every_purse_and_late_news_find_it(world: World, teller: Teller) -> None:
    tell(world, Teller("2", [Goods(1, 1_000)], customer="7002"))
    claim(world, "coffee", 10)
    world.tell([CustomersMerged(kept="7002", gone="7001")], now=NOW)
    assert (has(world, "points", "7002"), has(world, STAMPS, "7002")) == ((160, 0, 0), (6, 10, 0))
    teller.tick()
    teller.cancelled = True
    tell(world, teller)
    assert (has(world, "points", "7002"), has(world, STAMPS, "7002")) == ((10, 0, 0), (0, 10, 9))
    assert sound(world)


def test_a_merge_gives_the_kept_one_a_purse_they_never_had(world: World) -> None:
    world.tell([Teller("2", [Goods(1, 900)], customer="7002").snapshot()], now=NOW)
    assert not Balance.objects.filter(member_id=member(world, "7002"), currency=STAMPS).exists()
    world.tell([CustomersMerged(kept="7002", gone="7001")], now=NOW)
    assert has(world, STAMPS, "7002") == (15, 0, 0)


def test_who_is_forgotten_forfeits_all_they_hold(world: World) -> None:
    who = member(world)
    world.tell([CustomerRedacted(customer="7001")], now=NOW)
    left = Balance.objects.filter(member_id=who).values_list("currency", "available", "pending")
    assert sorted(left) == [("points", 0, 0), (STAMPS, 0, 0)]
    assert sound(world)


def test_each_currency_ends_by_its_own_clock_and_is_told_of_by_itself(world: World) -> None:
    life = Expiry(per="inactivity", months=1, notice_days=(7,))
    clock = Clock(timezone="UTC", others={STAMPS: [(START - timedelta(days=9), life)]})
    ask: dict[str, Any] = {"programme_id": world.programme.pk, "clock": clock}
    later = START + timedelta(days=60)
    with open_book(**ask, member_ids=[member(world)], now=NOW, currencies=[STAMPS]) as book:
        purse = book.purse(member(world), STAMPS)
        credit = purse.credit(2, against="adjusted", now=NOW, earned_at=NOW, available_at=NOW,
                              keeps_until=clock.for_currency(STAMPS).kept_until(NOW))  # fmt: skip
        book.record(posting(world, STAMPS), credit)
    assert record_notices(**ask, now=START + timedelta(days=28)) == 1
    notice = ExpiryNotice.objects.get(programme=world.programme)
    assert (notice.currency, notice.points) == (STAMPS, 17)
    ExpiryNotice.objects.update(sent_at=START + timedelta(days=28))
    with open_book(**ask, member_ids=[member(world)], now=later, currencies=None) as book:
        assert (book.purse(member(world)).available, book.purse(member(world), STAMPS).available) == (150, 0)
    assert set(Transaction.objects.filter(kind="expiry").values_list("currency", flat=True)) == {STAMPS}
    assert sound(world)


def test_an_award_keeps_the_currency_in_which_it_posted(world: World) -> None:
    with pytest.raises(DatabaseError, match="keeps its currency"), transaction.atomic():
        Award.objects.filter(programme=world.programme, rule=STAMPS).update(currency="points")
    assert Award.objects.get(programme=world.programme, rule=STAMPS).currency == STAMPS


def test_a_purse_that_the_book_was_not_opened_for_cannot_be_touched(world: World) -> None:
    with open_book(programme_id=world.programme.pk, member_ids=[member(world)], clock=STILL, now=NOW) as book:
        with pytest.raises(KeyError):
            book.purse(member(world), STAMPS)
        with pytest.raises(KeyError):
            book.purse(member(world) + 1)
    assert has(world, STAMPS) == (15, 0, 0)


def test_a_transaction_draws_on_lots_of_its_own_currency_only(world: World) -> None:
    lot = Lot.objects.get(programme=world.programme, currency=STAMPS)
    points = Transaction.objects.get(programme=world.programme, currency="points")
    with (
        pytest.raises(DatabaseError, match="not of the currency"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_lotmove (transaction_id, programme_id, lot_id, amount) VALUES (%s, %s, %s, -1)",
            [points.pk, world.programme.pk, lot.pk],
        )
    assert sound(world)


def test_an_entry_of_another_currency_cannot_join_a_transaction(world: World) -> None:
    row = Transaction.objects.get(programme=world.programme, currency="points")
    with (
        pytest.raises(DatabaseError, match="entry_shares_programme"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, currency, account, amount)"
            " VALUES (%s, %s, %s, 'stamps', 'issued', 5), (%s, %s, %s, 'stamps', 'adjusted', -5)",
            [row.pk, row.programme_id, row.shop_id] * 2,
        )
    assert sound(world)


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        (table, before, after)
        for table in ("transaction", "entry", "lot", "award", "spend", "balance")
        for before, after in (
            ("points", STAMPS),
            (STAMPS, "points"),
            ("points", "nights"),
            (STAMPS, "nights"),
        )
        if table != "balance" or after == "nights"  # an index refuses a second purse of one currency
    ],
)
def test_a_currency_that_was_swapped_behind_the_back_is_found(
    world: World, table: str, before: str, after: str
) -> None:
    claim(world, "coffee", 10)
    reserve(shop=world.shop, member_id=member(world), key="mug", points=10, reason={}, version=1,
            actor="member", clock=STILL, now=NOW)  # fmt: skip
    assert sound(world)
    swap = f"UPDATE ledger_{table} SET currency = %s WHERE currency = %s AND programme_id = %s"
    one = f"{swap} AND id = (SELECT min(id) FROM ledger_{table} WHERE currency = %s AND programme_id = %s)"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(one, [after, before, world.programme.pk, before, world.programme.pk])
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert not sound(world)


def test_the_seal_of_a_points_transaction_says_nothing_of_currencies(world: World) -> None:
    """What was sealed before there were others stays sealed."""
    moves = Moves()
    ask = (world.programme.pk, 1)
    assert sealed(*ask, posting(world, STAMPS), moves, NOW) == [
        *sealed(*ask, posting(world, "points"), moves, NOW), STAMPS,
    ]  # fmt: skip


def test_months_of_one_currency_know_nothing_of_another(world: World) -> None:
    until = datetime.now(tz=NOW.tzinfo) + timedelta(days=1)
    ask = (world.programme.pk, until - timedelta(days=2), until)
    assert other_currencies(world.programme.pk) == [STAMPS]
    assert (roll_forward(*ask)[-1].closing, roll_forward(*ask, STAMPS)[-1].closing) == (150, 15)
    out = StringIO()
    call_command("ledger", "roll-forward", "--shop", world.shop.domain, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["months"][-1]["closing"], told["currencies"][STAMPS]["months"][-1]["closing"]) == (150, 15)


def test_a_look_at_a_member_tells_the_others_beside_the_points(world: World) -> None:
    then = current(shop=world.shop, member_id=member(world), now=NOW)
    assert (then.balance.available, then.others[STAMPS].available) == (150, 15)
    assert {lot.points for lot in then.lots} == {150}
    lines = history(member_id=member(world), now=NOW)
    assert {line.currency for line in lines} == {"points"}
    assert {line.currency for line in history(member_id=member(world), now=NOW, currency=None)} == {
        "points",
        STAMPS,
    }


def test_the_desk_gives_every_currency_a_clock(world: World) -> None:
    assert clocks.clock(shop=world.shop).for_currency(STAMPS).lot_ends(NOW) is None


def posting(world: World, currency: str) -> Posting:
    return Posting(
        shop_id=world.shop.pk, member_id=member(world), currency=currency, kind="adjustment", key="k", source="test",
        version=1, actor="owner", reason={"code": "adjustment", "why": "law"}, effective_at=NOW,
    )  # fmt: skip
