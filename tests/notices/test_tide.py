"""Rows that are committed late are read all the same, once, and nobody who writes them does anything for it."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from loyalty.desk.adjusting import adjust
from loyalty.ledger.models import Transaction
from loyalty.notices import tide
from loyalty.notices.models import Tide
from tests.cast import NOW, Cast
from tests.panel.looking import cast as cast

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "ledger_transaction"


class Reader:
    """What was read, as the ids there were."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def __call__(self, after: int, up_to: int) -> None:
        rows = Transaction.objects.filter(pk__gt=after, pk__lte=up_to)
        self.seen += rows.order_by("pk").values_list("pk", flat=True)

    def flow(self) -> list[int]:
        tide.flow(source="test", table=TABLE, read=self)
        return self.seen


def until(there: Callable[[], bool], read: Callable[[], object]) -> None:
    """Reads on; the transactions of other tests beside this one are waited for too."""
    deadline = time.monotonic() + 180
    while not there() and time.monotonic() < deadline:
        read()
        time.sleep(0.05)
    for _ in range(3):
        read()


def give(cast: Cast, key: str, *, to_loyal: bool = True) -> None:
    who = cast.loyal if to_loyal else cast.cheat
    adjust(shop=cast.shop, member_id=who.pk, points=5, why="x", actor="o", key=key, now=NOW)


def test_a_row_that_is_committed_after_later_ones_is_not_left_out(cast: Cast) -> None:
    read, written, go_on = Reader(), threading.Event(), threading.Event()
    give(cast, "before", to_loyal=False)
    _ = cast.loyal
    assert read.flow() == [], "a new reader begins at the present end"

    def late() -> None:
        with transaction.atomic():
            give(cast, "late")
            written.set()
            go_on.wait(30)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert written.wait(30)
    give(cast, "early", to_loyal=False)  # a higher number, committed first
    for _ in range(3):
        assert read.flow() == [], "what may yet be added to is not read"
    go_on.set()
    thread.join()
    until(lambda: len(read.seen) == 2, read.flow)
    assert read.seen == list(Transaction.objects.order_by("pk").values_list("pk", flat=True))[1:]
    assert len(read.seen) == 2


def test_what_failed_is_read_again_and_what_was_read_is_not(cast: Cast) -> None:
    read = Reader()
    read.flow()
    give(cast, "a")
    read.flow()  # sets the mark

    def fails(after: int, up_to: int) -> None:
        read(after, up_to)
        if read.seen:  # the mark may come later: others write beside this test
            raise RuntimeError

    with pytest.raises(RuntimeError):
        until(lambda: False, lambda: tide.flow(source="test", table=TABLE, read=fails))
    assert len(read.seen) == 1
    until(lambda: len(read.seen) == 2, read.flow)
    assert read.seen == [read.seen[0]] * 2


def test_in_another_cluster_the_mark_is_set_anew(cast: Cast) -> None:
    read = Reader()
    read.flow()
    Tide.objects.update(horizon=2**60)
    give(cast, "a")
    until(lambda: len(read.seen) == 1, read.flow)
    assert len(read.seen) == 1
