"""What waits for a second person: approved once, refused with a reason, withdrawn by who asked; never alone."""

import pytest

from loyalty.adjustments.give import give
from loyalty.adjustments.models import Answer, Request
from loyalty.adjustments.person import Person, both, two_actors
from loyalty.adjustments.second_person import (
    Answered,
    MemberGone,
    NotYours,
    approve,
    refuse,
    waiting,
    withdraw,
)
from loyalty.desk.merging import merge
from loyalty.desk.privacy import erase
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Transaction
from loyalty.shops.models import Audit
from tests.adjustments.desk import adjustments, available, limit, person
from tests.cast import NOW, Cast


def asked(cast: Cast, points: int = 500, *, user: str = "staff") -> Request:
    limit(cast, largest=10, second=True)
    by = person(getattr(cast, user), cast.shop)
    give(shop=cast.shop, member_id=cast.loyal.pk, points=points, why="sorry", by=by, key=user, now=NOW)
    return Request.objects.get(key=user)


def chief(cast: Cast) -> Person:
    return person(cast.owner, cast.shop)


def test_a_second_person_approves_and_the_books_name_both(cast: Cast) -> None:
    row = asked(cast)
    approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    posted = Transaction.objects.get(kind="adjustment")
    assert posted.actor == "asked by staff, approved by owner"
    assert posted.key == f"{cast.shop.pk}:adjust:request:{row.pk}"
    assert available(cast.loyal) == 500
    assert not waiting(shop=cast.shop).exists()
    assert Answer.objects.get(request=row).by == "owner"
    deeds = list(Audit.objects.filter(shop=cast.shop).order_by("id").values_list("actor", "deed"))
    assert ("staff", "adjustment asked") in deeds
    assert ("owner", "adjustment approved") in deeds


@pytest.mark.parametrize("name", ["staff", "owner"])
def test_nobody_approves_or_refuses_what_they_asked_not_even_the_owner(cast: Cast, name: str) -> None:
    row = asked(cast, user=name)
    own = person(getattr(cast, name), cast.shop)
    with pytest.raises(NotYours):
        approve(shop=cast.shop, request_id=row.pk, by=own, now=NOW)
    with pytest.raises(NotYours):
        approve(shop=cast.shop, request_id=row.pk, by=Person(own.staff_id, "a new name"), now=NOW)
    with pytest.raises(NotYours):
        refuse(shop=cast.shop, request_id=row.pk, why="no", by=own, now=NOW)
    assert adjustments() == 0
    assert waiting(shop=cast.shop).get() == row


def test_an_approved_request_cannot_be_approved_refused_or_withdrawn_again(cast: Cast) -> None:
    row = asked(cast)
    approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    with pytest.raises(Answered):
        approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    with pytest.raises(Answered):
        refuse(shop=cast.shop, request_id=row.pk, why="no", by=chief(cast), now=NOW)
    with pytest.raises(Answered):
        withdraw(shop=cast.shop, request_id=row.pk, by=person(cast.staff, cast.shop), now=NOW)
    assert (available(cast.loyal), adjustments()) == (500, 1)


def test_a_refusal_needs_its_reason_and_posts_nothing(cast: Cast) -> None:
    row = asked(cast)
    with pytest.raises(ValueError, match="reason"):
        refuse(shop=cast.shop, request_id=row.pk, why="  ", by=chief(cast), now=NOW)
    refuse(shop=cast.shop, request_id=row.pk, why="too much", by=chief(cast), now=NOW)
    assert Answer.objects.get(request=row).why == "too much"
    with pytest.raises(Answered):
        approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    assert adjustments() == 0


def test_only_who_asked_withdraws(cast: Cast) -> None:
    row = asked(cast)
    with pytest.raises(NotYours):
        withdraw(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    withdraw(shop=cast.shop, request_id=row.pk, by=person(cast.staff, cast.shop), now=NOW)
    with pytest.raises(Answered):
        approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    assert adjustments() == 0


def test_a_strangers_shop_finds_none_of_our_requests(cast: Cast) -> None:
    row = asked(cast)
    by = person(cast.stranger, cast.other_shop)
    with pytest.raises(Request.DoesNotExist):
        approve(shop=cast.other_shop, request_id=row.pk, by=by, now=NOW)
    assert not waiting(shop=cast.other_shop).exists()
    assert adjustments() == 0


def test_points_spent_meanwhile_leave_the_request_waiting(cast: Cast) -> None:
    row = asked(cast, -500)
    with pytest.raises(NotEnough):
        approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    assert waiting(shop=cast.shop).get() == row


def test_a_member_merged_meanwhile_gets_the_points_where_they_are_now(cast: Cast) -> None:
    row = asked(cast)
    merge(shop=cast.shop, gone=cast.loyal.pk, kept=cast.newcomer.pk, kind="merge", now=NOW)
    approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    assert available(cast.newcomer) == 500


def test_a_member_erased_meanwhile_gets_nothing(cast: Cast) -> None:
    row = asked(cast)
    erase(shop=cast.shop, member=cast.loyal, now=NOW)
    with pytest.raises(MemberGone):
        approve(shop=cast.shop, request_id=row.pk, by=chief(cast), now=NOW)
    assert adjustments() == 0


def test_the_two_longest_names_fit_into_the_books(cast: Cast) -> None:
    assert len(two_actors("a" * 150, "b" * 150)) <= 200
    assert two_actors("ann", "bob") == "asked by ann, approved by bob"


def test_both_names_are_read_back_from_the_books() -> None:
    assert both(two_actors("ann", "bob")) == ("ann", "bob")
    assert both("ann") is None
