"""The merchant's side of what members do: pictures graded or refused, codes for places made, printed and ended."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from loyalty.activities.models import Activity, PlaceCode
from loyalty.desk.checking_in import check_in
from loyalty.desk.standing import balance
from loyalty.desk.submitting import take_back
from tests.activities.test_checking_in import code
from tests.activities.test_submitting import sent
from tests.activities.ways import published
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

pytestmark = pytest.mark.django_db
PAGE = "/panel/activities/"
CODES = f"{PAGE}codes/"
State = Activity.State


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast)


def judged(client: Client, row: Activity, deed: str, **boxes: str) -> Any:
    answer = client.post(f"{PAGE}{row.pk}/judge/", {"deed": deed} | boxes, follow=True)
    row.refresh_from_db()
    return answer


def has(cast: Cast) -> int:
    return balance(shop=cast.shop, member_id=cast.loyal.pk, now=timezone.now()).available


def test_staff_see_the_picture_grade_it_and_the_member_is_paid(cast: Cast) -> None:
    row, client = sent(cast), signed_in(cast.staff)
    page = text(client.get(PAGE))
    assert "data:image/jpeg;base64,/9j/" in page
    assert "The blue one" in page
    assert "data:image/jpeg" in text(client.get(f"{PAGE}{row.pk}/picture/"))
    assert "Choose a grade." in text(judged(client, row, "accept"))
    assert (row.state, has(cast)) == (State.OPEN, 0)
    assert "It is accepted" in text(judged(client, row, "accept", grade="worn"))
    assert (row.state, row.grade, row.judged_by, has(cast)) == (State.DONE, "worn", "staff", 100)


def test_who_refuses_says_why(cast: Cast) -> None:
    row, client = sent(cast), signed_in(cast.staff)
    mute = judged(client, row, "refuse", why="  ")
    assert (mute.status_code, row.state) == (422, State.OPEN)
    assert "It is refused" in text(judged(client, row, "refuse", why="That is a chair."))
    assert (row.state, row.why) == (State.REFUSED, "That is a chair.")
    assert "answered already" in text(judged(client, row, "accept", grade="good"))
    assert (row.state, has(cast)) == (State.REFUSED, 0)


def test_what_the_member_took_back_is_gone_from_the_queue(cast: Cast) -> None:
    row, client = sent(cast), signed_in(cast.staff)
    take_back(shop=cast.shop, member_id=cast.loyal.pk, activity_id=row.pk, now=NOW)
    judged(client, row, "accept", grade="good")
    assert (row.state, has(cast)) == (State.WITHDRAWN, 0)
    assert client.get(f"{PAGE}{row.pk}/picture/").status_code == 404


def test_readers_look_and_strangers_see_nothing(cast: Cast) -> None:
    row, made = sent(cast), code(cast.shop)
    reader, stranger = signed_in(cast.reader), signed_in(cast.stranger)
    assert "The blue one" in text(reader.get(PAGE))
    assert judged(reader, row, "accept", grade="good").status_code == 403
    assert reader.get(f"{CODES}{made.pk}/print/").status_code == 403
    assert "The blue one" not in text(stranger.get(PAGE))
    assert "The tea house" not in text(stranger.get(CODES))
    for path in (f"{PAGE}{row.pk}/picture/", f"{CODES}{made.pk}/print/"):
        assert stranger.get(path).status_code == 404
    assert judged(stranger, row, "accept", grade="good").status_code == 404
    assert stranger.post(f"{CODES}{made.pk}/end/").status_code == 404
    made.refresh_from_db()
    assert (row.state, made.ended_at, has(cast)) == (State.OPEN, None, 0)


def boxes(**change: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "title": "The tea house", "place": "Tea House", "activity": "check-in", "kind": "single", "count": "3",
        "first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat(), "opens": "", "closes": "",
    } | change  # fmt: skip


def test_tickets_are_made_printed_brought_and_ended(cast: Cast) -> None:
    client = signed_in(cast.staff)
    printed = unescape(text(client.post(CODES, boxes(), follow=True)))
    made = PlaceCode.objects.get()
    assert (made.place, made.count, made.made_by) == ("tea-house", 3, "staff")
    addresses = [part.partition("<")[0] for part in printed.split("/apps/rewards/here?c=")[1:]]
    assert (len(set(addresses)), printed.count("data:image/svg+xml")) == (3, 3)
    now = timezone.now()
    check_in(shop=cast.shop, member_id=cast.loyal.pk, token=addresses[0], now=now)
    assert has(cast) == 20
    client.post(f"{CODES}{made.pk}/end/")
    with pytest.raises(ValueError, match="ended"):
        check_in(shop=cast.shop, member_id=cast.loyal.pk, token=addresses[1], now=timezone.now())
    assert has(cast) == 20


@pytest.mark.parametrize(
    ("change", "field"),
    [({"count": ""}, "count"), ({"count": "201"}, "count"), ({"place": "看"}, "place"),
     ({"last": "2020-01-01"}, "last"), ({"opens": "12:00", "closes": "11:00"}, "closes"),
     ({"kind": "daily", "last": "2099-01-01"}, "last")],
)  # fmt: skip
def test_what_is_wrong_stands_by_its_box_and_makes_nothing(
    cast: Cast, change: dict[str, str], field: str
) -> None:
    page = signed_in(cast.staff).post(CODES, boxes(**change))
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not PlaceCode.objects.exists()
