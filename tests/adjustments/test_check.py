"""The dry run: what each row would come to, before anything is posted."""

from datetime import timedelta

import pytest

from loyalty.adjustments.models import Row
from loyalty.adjustments.store import check_again, figures
from loyalty.desk.adjusting import adjust
from loyalty.desk.privacy import erase
from tests.adjustments.desk import (
    adjustments,
    available,
    faults,
    known_by_email,
    limit,
    ordered,
    states,
    uploaded,
    worked,
)
from tests.cast import NOW, Cast, IdentityFactory, MemberFactory
from tests.panel.story import order

HEADER = "customer,points,reason\n"


def rich(cast: Cast, points: int) -> None:
    adjust(
        shop=cast.shop,
        member_id=cast.loyal.pk,
        points=points,
        why="start",
        actor="owner",
        key="start",
        now=NOW - timedelta(days=1),
    )


def test_a_dry_run_counts_and_posts_nothing(cast: Cast) -> None:
    assert cast.loyal
    assert cast.newcomer
    upload = uploaded(cast, HEADER + "7001,50,a\n7002,20,b\n7001,-30,c\n9999,5,d\n")
    found = figures(upload=upload)
    assert (found.rows, found.ready, found.wrong, found.members) == (4, 3, 1, 2)
    assert (found.given, found.taken, found.net, found.total) == (70, 30, 40, 100)
    assert adjustments() == 0
    assert available(cast.loyal) == 0


def test_a_member_is_found_by_number_and_by_address(cast: Cast) -> None:
    known_by_email(cast.loyal, cast.shop, "ann@tea.example")
    upload = uploaded(cast, HEADER + "7001,5,a\nANN@tea.example ,5,b\n")
    assert [row.member for row in Row.objects.filter(upload=upload)] == [cast.loyal] * 2


def test_nothing_of_an_address_is_kept_once_the_member_is_known(cast: Cast) -> None:
    known_by_email(cast.loyal, cast.shop, "ann@tea.example")
    upload = uploaded(cast, HEADER + "ann@tea.example,5,a\nann@tea.example,0,b\nbob@tea.example,5,c\n")
    said = list(Row.objects.filter(upload=upload).order_by("number").values_list("said", flat=True))
    assert said == [{}, {"points": "0"}, {"customer": "bob@tea.example", "points": "5"}]


def test_another_shops_customer_is_as_unknown_as_nobodys(cast: Cast) -> None:
    theirs = MemberFactory.create(programme=cast.other_shop.programme)
    IdentityFactory.create(member=theirs, shop=cast.other_shop, value="8001")
    known_by_email(theirs, cast.other_shop, "eve@other.example")
    upload = uploaded(cast, HEADER + "8001,5,a\n8888,5,a\neve@other.example,5,a\n")
    assert faults(upload) == [["customer.unknown"]] * 3
    assert not Row.objects.filter(upload=upload).exclude(member=None).exists()


def test_the_erased_are_unknown(cast: Cast) -> None:
    erase(shop=cast.shop, member=cast.loyal, now=NOW)
    assert faults(uploaded(cast, HEADER + "7001,5,a\n")) == [["customer.unknown"]]


def test_rows_take_only_what_is_there_in_the_order_of_the_file(cast: Cast) -> None:
    rich(cast, 100)
    upload = uploaded(cast, HEADER + "7001,-100,a\n7001,-1,b\n7001,5,c\n7001,-5,d\n7001,-1,e\n")
    assert states(upload) == ["ready", "wrong", "ready", "ready", "wrong"]
    assert faults(upload)[1] == ["points.not_enough"]
    assert Row.objects.get(upload=upload, number=2).faults == [["points", "not_enough", 0]]


def test_the_same_row_twice_is_a_slip_and_names_the_first(cast: Cast) -> None:
    known_by_email(cast.loyal, cast.shop, "ann@tea.example")
    upload = uploaded(cast, HEADER + "7001,5,a\n7001,5,b\nann@tea.example,5,a\n")
    assert states(upload) == ["ready", "ready", "wrong"]
    assert Row.objects.get(upload=upload, number=3).faults == [["row", "duplicate", 2]]


def test_the_same_row_twice_with_keys_of_their_own_is_meant(cast: Cast) -> None:
    assert cast.loyal
    upload = uploaded(cast, "customer,points,reason,key\n7001,5,a,k1\n7001,5,a,k2\n7001,9,c,k2\n")
    assert faults(upload) == [[], [], ["key.duplicate"]]


def test_a_row_above_the_limit_is_an_error_only_where_nobody_can_agree_to_it(cast: Cast) -> None:
    assert cast.loyal
    limit(cast, largest=50)
    upload = uploaded(cast, HEADER + "7001,50,a\n7001,51,b\n")
    assert faults(upload) == [[], ["points.over_limit"]]
    limit(cast, largest=50, second=True)
    check_again(upload=upload, now=NOW)
    assert states(upload) == ["ready", "ready"]


def test_checking_again_sees_who_has_come_since(cast: Cast) -> None:
    upload = uploaded(cast, HEADER + "7001,5,a\n7001,x,b\nnew@tea.example,5,c\n")
    assert states(upload) == ["wrong"] * 3
    known_by_email(cast.loyal, cast.shop, "new@tea.example")
    check_again(upload=upload, now=NOW)
    assert states(upload) == ["ready", "wrong", "ready"]
    assert list(Row.objects.filter(upload=upload, state="ready").values_list("said", flat=True)) == [{}, {}]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_questions_does_not_grow_with_the_file(
    cast: Cast, rows: int, django_assert_max_num_queries: object
) -> None:
    assert cast.loyal
    assert cast.staff
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        uploaded(cast, HEADER + "".join(f"7001,{n + 1},a\n7001,{-n - 1},b\n" for n in range(rows)))


def test_a_hold_that_has_ended_may_be_taken_before_any_sweep_and_one_that_has_not_may_not(cast: Cast) -> None:
    version = cast.programme.versions.get()
    version.document["earning"][0]["hold_days"] = 14
    version.save()
    order(cast.shop, "1001", 1000)
    assert faults(uploaded(cast, HEADER + "7001,-50,a\n")) == [["points.not_enough"]]
    later = NOW + timedelta(days=14)
    upload = uploaded(cast, HEADER + "7001,-50,a\n7001,-1,b\n", now=later)
    assert states(upload) == ["ready", "wrong"]
    ordered(cast, upload, skips=True, now=later)
    worked(upload, now=later)
    assert states(upload) == ["posted", "wrong"]
