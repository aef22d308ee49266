"""Days that are over are kept as sums; whoever asks gets the same answer as from the entries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from loyalty.ledger.close_days import close_days
from loyalty.ledger.closed import ClosedDay, ClosedUntil
from loyalty.ledger.rollforward import Month, roll_forward
from loyalty.ledger.verify import verify
from loyalty.members.models import Member
from loyalty.shops.forget import forget
from loyalty.shops.models import Shop
from tests.cast import Cast
from tests.panel.books import member, post

pytestmark = pytest.mark.django_db
BEGAN = datetime(2025, 10, 20, tzinfo=UTC)
UNTIL = datetime(2026, 2, 10, 13, 37, tzinfo=UTC)
ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati")


@pytest.fixture
def shop(cast: Cast) -> Shop:
    """With something posted every seventh hour from October to February."""
    person = member(cast.shop, customer="1", at=BEGAN)
    for number in range(380):
        at, other = BEGAN + number * timedelta(hours=7), ("issued", "adjusted", "issued")[number % 3]
        _given(person, cast.shop, 1 + number, at, other)
    return cast.shop


def _given(person: Member, shop: Shop, points: int, at: datetime, other: str = "issued") -> None:
    post(person, shop, points=points, account="available", other=other, key=at.isoformat(), at=at, reason={})


def in_zone(shop: Shop, zone: str) -> None:
    Shop.objects.filter(pk=shop.pk).update(timezone=zone)


def asked(shop: Shop, since: datetime = BEGAN, until: datetime = UNTIL) -> list[Month]:
    return roll_forward(shop.programme_id, since, until)


def unsound(shop: Shop) -> list[str]:
    with transaction.atomic():
        proofs = verify(programme_id=shop.programme_id)
    return [proof.what for proof in proofs if proof.faults and "kept" in proof.what]


@pytest.mark.parametrize("zone", ZONES)
def test_closed_days_say_what_the_entries_said_for_any_cut(shop: Shop, zone: str) -> None:
    in_zone(shop, zone)
    odd = BEGAN + timedelta(days=30, hours=5, minutes=11)
    cuts = [
        (BEGAN, UNTIL),
        (odd, UNTIL),
        (odd, odd + timedelta(hours=9)),
        (UNTIL, UNTIL + timedelta(days=50)),
    ]
    before = [asked(shop, *cut) for cut in cuts]
    assert close_days(programme_id=shop.programme_id, settled=UNTIL - timedelta(days=20)) > 0
    assert [asked(shop, *cut) for cut in cuts] == before
    assert close_days(programme_id=shop.programme_id, settled=UNTIL) > 0
    assert [asked(shop, *cut) for cut in cuts] == before
    assert unsound(shop) == []


def test_a_day_is_kept_once_and_only_when_it_is_over(shop: Shop) -> None:
    close_days(programme_id=shop.programme_id, settled=UNTIL)
    rows = ClosedDay.objects.count()
    assert close_days(programme_id=shop.programme_id, settled=UNTIL) == 0
    assert close_days(programme_id=shop.programme_id, settled=UNTIL + timedelta(hours=2)) == 0
    assert ClosedDay.objects.count() == rows
    assert not ClosedDay.objects.filter(day__gte=UNTIL.date()).exists()


def test_what_is_posted_after_a_closing_is_counted(shop: Shop) -> None:
    close_days(programme_id=shop.programme_id, settled=UNTIL)
    before = asked(shop)[-1].closing
    person = shop.programme.member_set.get()
    _given(person, shop, 5, UNTIL - timedelta(minutes=5))
    assert asked(shop)[-1].closing == before + 5


def test_another_time_zone_has_other_days(shop: Shop) -> None:
    close_days(programme_id=shop.programme_id, settled=UNTIL)
    in_zone(shop, "Pacific/Kiritimati")
    before = asked(shop)  # nothing is kept in this calendar yet
    assert close_days(programme_id=shop.programme_id, settled=UNTIL) > 0
    assert asked(shop) == before
    assert ClosedUntil.objects.get().zone == "Pacific/Kiritimati"
    assert unsound(shop) == []


def test_an_altered_day_is_found(shop: Shop) -> None:
    close_days(programme_id=shop.programme_id, settled=UNTIL)
    row = ClosedDay.objects.earliest("day")
    ClosedDay.objects.filter(pk=row.pk).update(amount=row.amount - 1)
    assert unsound(shop) == ["every day that is kept is the sum of its entries"]


def test_a_shop_that_is_forgotten_leaves_no_days_and_others_keep_theirs(shop: Shop, cast: Cast) -> None:
    other = cast.other_shop
    person = member(other, customer="9", at=BEGAN)
    _given(person, other, 5, BEGAN)
    for one in (shop, other):
        close_days(programme_id=one.programme_id, settled=UNTIL)
    forget(shop.pk)
    assert set(ClosedDay.objects.values_list("programme_id", flat=True)) == {other.programme_id}
