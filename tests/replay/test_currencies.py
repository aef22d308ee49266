"""A replay keeps a purse of each currency, and its sums are those of points."""

from datetime import timedelta

from loyalty.engine.earning import Decision
from loyalty.engine.expiry import Clock, Expiry
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.people import People
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.state import Held
from loyalty.engine.replay.totals import figures, holdings
from tests.laws.world import START

LIFE = Expiry(per="lot", months=1, without_notice=True)
CLOCK = Clock(others={"stamps": [(START - timedelta(days=1), LIFE)]})


def decided(units: int, currency: str) -> Decision:
    ends = CLOCK.for_currency(currency).lot_ends(START)
    return Decision(currency, "awarded", units, {}, START, START, START, expires_at=ends, currency=currency)


def settle(books: Books, person: Person, known: tuple[Held, ...] = (), **units: int) -> tuple[Held, ...]:
    targets: list[tuple[Person | None, Decision]] = [
        (person, decided(many, currency.replace("__", ":"))) for currency, many in units.items()
    ]
    return books.settle(known, targets, policy="debt", now=START)


def test_each_currency_has_its_own_purse_and_follows_its_own_target() -> None:
    books, person = Books(CLOCK), People().customer("1")
    held = settle(books, person, points=50, stamps=7, badge__early=1)
    settle(books, person, held, points=20, stamps=7)
    assert figures(person)["available"] == 20
    assert (figures(person)["earned"], figures(person)["reversed"]) == (50, 30)
    assert holdings(person) == {"currencies": {"stamps": 7}, "badges": ["early"]}


def test_stamps_end_by_their_own_clock_and_points_stay() -> None:
    books, person = Books(CLOCK), People().customer("1")
    settle(books, person, points=50, stamps=7)
    books.bring_up(person, START + timedelta(days=60))
    assert holdings(person)["currencies"] == {}
    assert (figures(person)["available"], figures(person)["expired"]) == (50, 0)


def test_everything_goes_with_a_merge_and_nothing_stays_with_the_forgotten() -> None:
    people = People()
    books, gone, kept = Books(CLOCK), people.customer("1"), people.customer("2")
    settle(books, gone, points=50, stamps=7)
    settle(books, kept, points=1)
    books.transfer(gone, kept, START)
    assert (figures(kept)["available"], holdings(kept)["currencies"]) == (51, {"stamps": 7})
    assert (figures(gone)["available"], holdings(gone)["currencies"]) == (0, {})
    books.forfeit(kept, START)
    assert (figures(kept)["available"], holdings(kept)["currencies"]) == (0, {})
