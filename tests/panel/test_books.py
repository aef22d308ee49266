"""The books in the panel: proven on demand, a fault shown aloud, the seal to keep, month by month."""

from typing import Any

import pytest
from django.db import connection

from loyalty.desk.adjusting import adjust
from loyalty.desk.proving import STANDINGS
from loyalty.ledger.proofs import PROOFS
from loyalty.ledger.proven import ProofRun, Seal
from loyalty.panel.books_words import PROVEN
from loyalty.shops.models import Audit
from tests.cast import NOW, Cast
from tests.panel.story import busy_member, signed_in, text

BOOKS = "/panel/books/"


@pytest.fixture
def broken(cast: Cast) -> None:
    """A hand in the database gave a member 5 points more."""
    who = busy_member(cast.shop)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_balance SET available = available + 5 WHERE member_id = %s", [who.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")


def prove(cast: Cast, who: str = "staff") -> Any:
    return signed_in(getattr(cast, who)).post(BOOKS + "prove/")


def test_empty_books_say_what_will_stand_there(cast: Cast) -> None:
    page = text(signed_in(cast.reader).get(BOOKS))
    for words in ("The books are empty", "Not proven yet", "Sound books are sealed"):
        assert words in page


def test_months_add_up_from_opening_to_closing(cast: Cast) -> None:
    busy_member(cast.shop)
    response = signed_in(cast.reader).get(BOOKS)
    [month] = response.context["months"]
    assert (month.opening, month.issued, month.reversed, month.closing) == (0, 424, 140, 284)
    page = text(response)
    assert "+424" in page
    assert "−140" in page
    assert "<strong>284</strong>" in page


def test_each_currency_has_months_of_its_own(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = signed_in(cast.reader)
    assert "currency=stamps" not in text(client.get(BOOKS))
    adjust(
        shop=cast.shop,
        member_id=who.pk,
        points=7,
        why="x",
        actor="staff",
        key="k",
        now=NOW,
        currency="stamps",
    )
    points, stamps = (client.get(BOOKS, {"currency": one}).context for one in ("points", "stamps"))
    assert (points["total"].closing, stamps["total"].closing) == (284, 7)
    assert "currency=stamps" in text(client.get(BOOKS, {"currency": "of nobody"}))


def test_proving_finds_sound_books_sound_and_seals_them(cast: Cast) -> None:
    busy_member(cast.shop)
    assert "said=sound" in prove(cast).url
    run = ProofRun.objects.get(programme=cast.programme)
    assert run.sound
    page = text(signed_in(cast.reader).get(BOOKS))
    assert bytes(Seal.objects.get(programme=cast.programme).digest).hex() in page
    assert "Month by month" in page
    assert Audit.objects.get(shop=cast.shop, deed="books proven").detail == {"sound": True}
    assert "did not agree" not in text(signed_in(cast.reader).get("/panel/"))


def test_a_fault_is_shown_with_its_rows_and_on_the_first_page(cast: Cast, broken: None) -> None:
    assert "said=broken" in prove(cast).url
    page = text(signed_in(cast.reader).get(BOOKS))
    assert "The books are not sound" in page
    assert "every balance is the sum of its entries" in page
    assert "entries say" in page
    assert "did not agree" in text(signed_in(cast.owner).get("/panel/"))
    assert not Seal.objects.filter(programme=cast.programme).exists(), "broken books are not sealed"


def test_books_that_are_sound_again_raise_no_alarm(cast: Cast, broken: None) -> None:
    prove(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_balance SET available = available - 5")
        cursor.execute("SET LOCAL session_replication_role = origin")
    prove(cast)
    assert "did not agree" not in text(signed_in(cast.owner).get("/panel/"))


def test_a_reader_proves_nothing_and_a_stranger_sees_only_their_own(cast: Cast, broken: None) -> None:
    assert prove(cast, "reader").status_code == 403
    assert not ProofRun.objects.exists()
    prove(cast)
    page = text(signed_in(cast.stranger).get(BOOKS))
    assert "The books are empty" in page
    assert "not sound" not in page
    assert "said=sound" in prove(cast, "stranger").url
    assert signed_in(cast.staff).get(BOOKS + "prove/").status_code == 302
    assert ProofRun.objects.filter(programme=cast.programme).count() == 1


def test_every_proof_has_its_words() -> None:
    assert {what for _law, what, _count, _faults in PROOFS} | {STANDINGS} == set(PROVEN)
