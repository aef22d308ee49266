"""Saying that a file be posted: what was shown, within limits, or with a second person."""

from datetime import timedelta

import pytest

from loyalty.adjustments import order as ordering
from loyalty.adjustments.limits import TooMuch
from loyalty.adjustments.models import Day, Request, Row, Upload
from loyalty.adjustments.order import Changed, InError, NotOpen, discard
from loyalty.adjustments.second_person import approve, refuse
from loyalty.desk.adjusting import adjust
from loyalty.ledger.models import Transaction
from tests.adjustments.desk import (
    adjustments,
    available,
    limit,
    ordered,
    person,
    states,
    uploaded,
    worked,
)
from tests.cast import NOW, Cast

HEADER = "customer,points,reason\n"
FIVE = HEADER + "".join(f"7001,{n},gift {n}\n" for n in range(1, 6))


def full(cast: Cast, data: str = FIVE) -> Upload:
    assert cast.loyal
    assert cast.newcomer
    return uploaded(cast, data)


def test_rows_in_error_stop_the_file_unless_somebody_ticks_to_leave_them_out(cast: Cast) -> None:
    upload = full(cast, HEADER + "7001,5,a\n9999,5,b\n")
    with pytest.raises(InError):
        ordered(cast, upload)
    worked(upload)
    assert adjustments() == 0
    ordered(cast, upload, skips=True)
    worked(upload)
    assert (states(upload), adjustments()) == (["posted", "wrong"], 1)


def test_figures_that_changed_since_they_were_shown_post_nothing(cast: Cast) -> None:
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=9, why="w", actor="o", key="1", now=NOW)
    upload = full(cast, HEADER + "7001,-9,a\n7002,5,b\n")
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=-1, why="w", actor="o", key="2", now=NOW)
    with pytest.raises(Changed) as changed:
        ordered(cast, upload)
    assert (changed.value.figures.ready, changed.value.figures.wrong) == (1, 1)
    worked(upload)
    assert available(cast.newcomer) == 0


def test_a_file_is_ordered_once_and_not_discarded_afterwards(cast: Cast) -> None:
    upload = full(cast)
    ordered(cast, upload)
    with pytest.raises(NotOpen):
        ordered(cast, upload)
    with pytest.raises(NotOpen):
        discard(shop=cast.shop, upload_id=upload.pk, actor="staff", now=NOW)


def test_a_discarded_file_leaves_no_row_and_posts_nothing(cast: Cast) -> None:
    upload = full(cast)
    discard(shop=cast.shop, upload_id=upload.pk, actor="staff", now=NOW)
    worked(upload)
    assert (Row.objects.count(), adjustments()) == (0, 0)
    with pytest.raises(NotOpen):
        ordered(cast, upload)


def test_a_stranger_can_neither_order_nor_discard_our_file(cast: Cast) -> None:
    upload = full(cast)
    by = person(cast.stranger, cast.other_shop)
    with pytest.raises(Upload.DoesNotExist):
        ordering.order(
            shop=cast.other_shop, upload_id=upload.pk, by=by, shown=(5, 15, 0), skips=True, now=NOW
        )
    with pytest.raises(Upload.DoesNotExist):
        discard(shop=cast.other_shop, upload_id=upload.pk, actor="stranger", now=NOW)
    assert set(states(upload)) == {"ready"}


@pytest.mark.parametrize(("largest", "outcome"), [(15, "started"), (14, "asked")])
def test_a_file_whose_total_exceeds_the_limit_needs_the_second_person(
    cast: Cast, largest: int, outcome: str
) -> None:
    upload = full(cast)
    limit(cast, largest=largest, second=True)
    assert ordered(cast, upload) == outcome
    worked(upload)
    assert adjustments() == (5 if outcome == "started" else 0)


def test_taking_as_much_as_giving_is_a_total_of_both(cast: Cast) -> None:
    upload = full(cast, HEADER + "7001,50,a\n7001,-50,b\n")
    limit(cast, largest=99)
    with pytest.raises(TooMuch):
        ordered(cast, upload)
    upload.refresh_from_db()
    assert upload.ordered_at is None
    limit(cast, largest=100)
    assert ordered(cast, upload) == "started"
    limit(cast, a_day=100)
    assert Day.objects.get().points == 100
    with pytest.raises(TooMuch):
        ordered(cast, full(cast, HEADER + "7002,1,c\n"))


def test_a_file_is_posted_under_both_names_once_the_second_person_approves(cast: Cast) -> None:
    upload = full(cast)
    limit(cast, largest=1, second=True)
    ordered(cast, upload)
    worked(upload)
    assert adjustments() == 0
    row = Request.objects.get(upload=upload)
    assert (row.rows, row.points, row.asked_by) == (5, 15, "staff")
    approve(shop=cast.shop, request_id=row.pk, by=person(cast.owner, cast.shop), now=NOW)
    worked(upload)
    actors = Transaction.objects.filter(kind="adjustment").values_list("actor", flat=True)
    assert list(actors) == ["asked by staff, approved by owner"] * 5


def test_a_refused_file_goes_back_to_its_dry_run_and_can_be_asked_for_again(cast: Cast) -> None:
    upload = full(cast)
    limit(cast, largest=1, second=True)
    ordered(cast, upload)
    row = Request.objects.get(upload=upload)
    refuse(shop=cast.shop, request_id=row.pk, why="no", by=person(cast.owner, cast.shop), now=NOW)
    worked(upload)
    assert adjustments() == 0
    assert ordered(cast, upload) == "asked"
    assert Request.objects.filter(upload=upload).count() == 2


def test_an_order_long_after_the_upload_is_still_one_order(cast: Cast) -> None:
    upload = full(cast)
    ordered(cast, upload, now=NOW + timedelta(days=3))
    worked(upload, now=NOW + timedelta(days=4))
    assert adjustments() == 5
