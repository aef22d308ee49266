"""Many hands at once: a file, a request and a limit are each worked as if there were one."""

import pytest

from loyalty.adjustments import post
from loyalty.adjustments.give import give
from loyalty.adjustments.limits import TooMuch
from loyalty.adjustments.models import Answer, Request
from loyalty.adjustments.person import Person
from loyalty.adjustments.second_person import Answered, approve
from tests.adjustments.desk import adjustments, available, limit, ordered, person, states, uploaded, worked
from tests.cast import NOW, Cast, StaffFactory
from tests.concurrency.test_settling import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


def test_four_workers_on_two_copies_of_a_file_post_every_row_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "AT_ONCE", 3)
    members = (cast.loyal, cast.newcomer, cast.cheat)
    rows = "".join(f"{7001 + n % 3},{n + 1},gift {n}\n" for n in range(24))
    copies = [uploaded(cast, "customer,points,reason\n" + rows) for _ in range(2)]
    for copy in copies:
        ordered(cast, copy)
    at_once([lambda: worked(copies[0]), lambda: worked(copies[1])] * 2, hands=4)
    for copy in copies:
        worked(copy)
        copy.refresh_from_db()
        assert copy.finished_at
        assert set(states(copy)) <= {"posted", "before"}
    assert adjustments() == 24
    assert sum(map(available, members)) == 300


def test_two_who_approve_at_once_post_once(cast: Cast) -> None:
    limit(cast, largest=10, second=True)
    by = person(cast.staff, cast.shop)
    give(shop=cast.shop, member_id=cast.loyal.pk, points=500, why="w", by=by, key="k", now=NOW)
    row = Request.objects.get()
    others = [StaffFactory.create(shop=cast.shop) for _ in range(6)]
    late = []

    def agree(other: Person) -> None:
        try:
            approve(shop=cast.shop, request_id=row.pk, by=other, now=NOW)
        except Answered:
            late.append(other)

    people = [Person(one.pk, one.user.get_username()) for one in others if one.user]
    at_once([lambda other=other: agree(other) for other in people], hands=6)  # type: ignore[misc]
    assert (len(late), adjustments(), available(cast.loyal)) == (5, 1, 500)
    assert Answer.objects.count() == 1


def test_eight_windows_of_one_person_share_one_day(cast: Cast) -> None:
    limit(cast, a_day=50)
    by, refused = person(cast.staff, cast.shop), []

    def gift(key: str) -> None:
        try:
            give(shop=cast.shop, member_id=cast.loyal.pk, points=20, why="w", by=by, key=key, now=NOW)
        except TooMuch:
            refused.append(key)

    at_once([lambda key=str(n): gift(key) for n in range(8)])  # type: ignore[misc]
    assert (len(refused), available(cast.loyal)) == (6, 40)
