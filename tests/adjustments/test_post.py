"""Posting files: once per file and row, whatever is killed, doubled or changed on the way."""

import pytest

from loyalty.adjustments import post, tasks
from loyalty.adjustments.models import Row, Upload
from loyalty.adjustments.order import Changed
from loyalty.adjustments.post import post_some
from loyalty.adjustments.start import TASK
from loyalty.adjustments.store import figures
from loyalty.celery import app
from loyalty.desk.adjusting import adjust
from loyalty.desk.merging import merge
from loyalty.desk.privacy import erase
from loyalty.ledger.models import Transaction
from loyalty.shops.models import Audit
from tests.adjustments.desk import (
    adjustments,
    available,
    faults,
    ordered,
    states,
    uploaded,
    worked,
)
from tests.cast import NOW, Cast

HEADER = "customer,points,reason\n"
FIVE = HEADER + "".join(f"7001,{n},gift {n}\n" for n in range(1, 6))


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "AT_ONCE", 2)


def full(cast: Cast, data: str = FIVE) -> Upload:
    assert cast.loyal
    assert cast.newcomer
    return uploaded(cast, data)


def test_nothing_is_posted_before_somebody_says_so(cast: Cast) -> None:
    upload = full(cast)
    worked(upload)
    assert adjustments() == 0
    assert set(states(upload)) == {"ready"}


def test_every_row_is_posted_once_with_its_reason_by_who_ordered(cast: Cast) -> None:
    upload = full(cast, HEADER + "7001,50,a gift\n7002,20,another\n7001,-30,a slip\n")
    assert ordered(cast, upload) == "started"
    worked(upload)
    assert states(upload) == ["posted"] * 3
    assert (available(cast.loyal), available(cast.newcomer)) == (20, 20)
    rows = Transaction.objects.filter(kind="adjustment").order_by("id")
    assert {row.actor for row in rows} == {"staff"}
    assert [row.reason["why"] for row in rows] == ["a gift", "another", "a slip"]
    upload.refresh_from_db()
    assert upload.finished_at
    deeds = Audit.objects.filter(shop=cast.shop).order_by("id").values_list("deed", flat=True)
    assert list(deeds) == ["adjustments uploaded", "adjustments posted", "adjustments finished"]


def test_a_worker_killed_between_two_batches_is_continued_where_it_was(cast: Cast) -> None:
    upload = full(cast)
    ordered(cast, upload)
    assert post_some(upload_id=upload.pk, now=NOW) == 2
    assert states(upload) == ["posted", "posted", "ready", "ready", "ready"]
    assert figures(upload=upload).percent == 40
    worked(upload)
    assert (states(upload), available(cast.loyal), adjustments()) == (["posted"] * 5, 15, 5)


def test_a_worker_killed_within_a_batch_leaves_nothing_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = full(cast)
    ordered(cast, upload)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("loyalty.common.sets.run", killed)
    with pytest.raises(KeyboardInterrupt):
        post_some(upload_id=upload.pk, now=NOW)
    monkeypatch.undo()
    assert (adjustments(), set(states(upload))) == (0, {"ready"})
    worked(upload)
    assert (available(cast.loyal), adjustments()) == (15, 5)


def test_rows_the_books_have_although_the_file_does_not_know_are_not_posted_again(cast: Cast) -> None:
    upload = full(cast)
    ordered(cast, upload)
    worked(upload)
    Row.objects.filter(upload=upload).update(state="ready")  # as if the marks had been lost
    Upload.objects.filter(pk=upload.pk).update(finished_at=None)
    worked(upload)
    assert (states(upload), available(cast.loyal), adjustments()) == (["before"] * 5, 15, 5)


def test_the_same_file_again_posts_nothing_and_says_so(cast: Cast) -> None:
    first = full(cast)
    ordered(cast, first)
    worked(first)
    again = full(cast, "\ufeff" + FIVE.replace(",", ";").replace("\n", "\r\n"))
    assert states(again) == ["before"] * 5
    with pytest.raises(Changed):
        ordered(cast, again)
    assert (available(cast.loyal), adjustments()) == (15, 5)


def test_the_same_file_ordered_twice_before_either_was_posted_posts_once(cast: Cast) -> None:
    first, again = full(cast), full(cast)
    ordered(cast, first)
    ordered(cast, again)
    post_some(upload_id=again.pk, now=NOW)
    worked(first)
    worked(again)
    assert (available(cast.loyal), adjustments()) == (15, 5)
    assert states(first) == ["before", "before", "posted", "posted", "posted"]
    assert states(again) == ["posted", "posted", "before", "before", "before"]


def test_a_corrected_file_posts_only_what_its_keys_have_not_posted(cast: Cast) -> None:
    header = "customer,points,reason,key\n"
    first = full(cast, header + "7001,5,a,k1\n70O2,7,b,k2\n")
    ordered(cast, first, skips=True)
    worked(first)
    second = full(cast, header + "7001,5,a,k1\n7002,7,b,k2\n")
    assert states(second) == ["before", "ready"]
    ordered(cast, second)
    worked(second)
    assert (available(cast.loyal), available(cast.newcomer), adjustments()) == (5, 7, 2)


def test_a_key_that_posted_something_else_is_an_error_and_no_repetition(cast: Cast) -> None:
    header = "customer,points,reason,key\n"
    first = full(cast, header + "7001,5,a,k1\n7001,6,b,k2\n7001,7,c,k3\n")
    ordered(cast, first)
    worked(first)
    second = full(cast, header + "7001,9,a,k1\n7002,6,b,k2\n7001,7,another reason,k3\n")
    assert faults(second) == [["key.used"], ["key.used"], []]
    assert states(second) == ["wrong", "wrong", "before"]


def test_points_spent_while_the_file_is_posted_miss_their_row_alone(cast: Cast) -> None:
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=9, why="w", actor="o", key="1", now=NOW)
    upload = full(cast, HEADER + "7001,-9,a\n7002,5,b\n")
    ordered(cast, upload)
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=-1, why="w", actor="o", key="2", now=NOW)
    worked(upload)
    assert states(upload) == ["missed", "posted"]
    assert Row.objects.get(upload=upload, number=1).faults == [["points", "not_enough", 8]]
    assert (available(cast.loyal), available(cast.newcomer)) == (8, 5)


def test_the_merged_get_theirs_where_they_are_now_and_the_erased_nothing(cast: Cast) -> None:
    upload = full(cast, HEADER + "7001,5,a\n7002,6,b\n7003,7,c\n" if cast.cheat else "")
    ordered(cast, upload)
    merge(shop=cast.shop, gone=cast.loyal.pk, kept=cast.newcomer.pk, kind="merge", now=NOW)
    erase(shop=cast.shop, member=cast.cheat, now=NOW)
    worked(upload)
    assert states(upload) == ["posted", "posted", "missed"]
    assert (available(cast.newcomer), available(cast.cheat)) == (11, 0)


def test_the_sweep_posts_what_no_worker_was_told_of(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = full(cast)
    woken: list[int] = []
    ordered(cast, upload)
    monkeypatch.setattr(tasks, "wake", woken.append)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    assert tasks.sweep() == 1  # NOW is long ago
    assert states(upload) == ["posted"] * 5
    assert tasks.sweep() == 0
    assert woken == []
    assert tasks.post_file(upload.pk) == 0
    assert adjustments() == 5


def test_the_message_names_a_task_that_workers_know() -> None:
    app.loader.import_default_modules()
    assert TASK in app.tasks


def test_a_worker_whose_turn_is_over_asks_for_another(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = full(cast)
    woken: list[int] = []
    ordered(cast, upload)
    monkeypatch.setattr(tasks, "wake", woken.append)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    monkeypatch.setattr(tasks, "TURN", 0)
    assert tasks.post_file(upload.pk) == 0
    assert woken == [upload.pk]
