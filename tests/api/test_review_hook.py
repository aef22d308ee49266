"""Review apps tell of reviews: each counts once for a member we know; without token or signature nobody is heard."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from loyalty.activities.models import Activity, ReviewDoor
from loyalty.activities.review_apps import review_apps, secret_of
from loyalty.common.keys import email_hash
from loyalty.ledger.models import Award
from tests.activities.ways import PROGRAMME, published
from tests.cast import NOW, Cast, IdentityFactory
from tests.panel.story import signed_in, text

pytestmark = pytest.mark.django_db
RULE = {"id": "review", "on": "activity", "activity": "review", "award": {"points": 25}}
PAGE = "/panel/activities/reviews/"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    value = email_hash("may@example.com", programme_id=cast.programme.pk)
    IdentityFactory.create(member=cast.loyal, shop=cast.shop, kind="email", value=value)
    return published(cast, PROGRAMME | {"earning": [RULE]})


def door(cast: Cast, app: str = "generic") -> ReviewDoor:
    return ReviewDoor.objects.create(
        shop=cast.shop, app=app, token=f"token-of-{app}", made_by="ann", made_at=NOW
    )


def knock(made: ReviewDoor, told: Any, *, signed: bool = True) -> int:
    body = json.dumps(told).encode()
    signature = (
        hmac.new(secret_of(made.token).encode(), body, hashlib.sha256).hexdigest() if signed else "0" * 64
    )
    answer = Client().post(
        f"/hooks/reviews/{made.token}",
        body,
        content_type="application/json",
        headers={"X-Signature": signature},
    )
    return answer.status_code


def test_a_signed_review_counts_once(cast: Cast) -> None:
    made = door(cast)
    told = {"id": 7, "customer": "7001", "email": "somebody@example.com", "rating": 1}
    assert [knock(made, told), knock(made, told), knock(made, told | {"id": 8})] == [200, 200, 200]
    assert list(Award.objects.values_list("posted", flat=True)) == [25, 25]


def test_unsigned_closed_or_without_a_door_nobody_is_heard(cast: Cast) -> None:
    made = door(cast)
    told = {"id": 7, "customer": "7001"}
    assert knock(made, told, signed=False) == 401
    assert knock(ReviewDoor(token="nonsense"), told) == 404
    made.ended_at = NOW
    made.save()
    assert knock(made, told) == 404
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("told", "status"),
    [({}, 400), ([], 400), ({"id": 7}, 400), ({"id": {}, "email": "may@example.com"}, 400),
     ({"id": 7, "email": "stranger@example.com"}, 202), ({"id": 7, "customer": "1\0"}, 400),
     ({"id": True, "customer": "7001"}, 400)],
)  # fmt: skip
def test_nonsense_and_strangers_are_answered_and_nothing_is_kept(cast: Cast, told: Any, status: int) -> None:
    assert knock(door(cast), told) == status
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("app", "told"),
    [("judgeme", {"review": {"id": 91, "rating": 5, "reviewer": {"email": "May@Example.com"}}}),
     ("yotpo", {"event": "review_create", "data": {"id": 91, "user": {"email": "may@example.com"}}}),
     ("loox", {"id": "91", "email": "may@example.com", "rating": 5}),
     ("stamped", {"review": {"id": 91, "email": "may@example.com"}})],
)  # fmt: skip
def test_messages_of_review_apps_find_their_writer(cast: Cast, app: str, told: Any) -> None:
    made = door(cast, app)
    assert [knock(made, told, signed=False) for _ in range(2)] == [200, 200]
    assert Award.objects.get().posted == 25
    assert Activity.objects.get().told_by == f"reviews:{app}"


def test_an_owner_opens_and_closes_doors_and_nobody_else_sees_them(cast: Cast) -> None:
    owner = signed_in(cast.owner)
    assert "The door is open." in text(owner.post(PAGE, {"app": "generic"}, follow=True))
    made = ReviewDoor.objects.get()
    assert secret_of(made.token) in text(owner.get(PAGE))
    assert signed_in(cast.staff).get(PAGE).status_code == 403
    assert made.token not in text(signed_in(cast.stranger).get(PAGE))
    assert signed_in(cast.stranger).post(f"{PAGE}{made.pk}/close/").status_code == 404
    owner.post(f"{PAGE}{made.pk}/close/")
    assert knock(made, {"id": 7, "customer": "7001"}) == 404
    assert owner.post(PAGE, {"app": "magic"}).status_code == 422
    assert set(review_apps()) == {"generic", "judgeme", "yotpo", "loox", "stamped"}
