"""Rewards that the store has no part in: set aside, handed over, given up; each refusal names its reason."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.desk import ending, giving, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.ledger.adjust import NotEnough
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption, Stock
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory

pytestmark = pytest.mark.django_db
REWARDS: list[dict[str, Any]] = [
    {"id": "mug", "kind": "custom", "title": "A mug", "cost": 300, "limit": {"times": 1, "per": "month"}},
    {"id": "class", "kind": "experience", "cost": 100, "sessions": [
        {"id": "may", "at": "2026-05-02T10:00", "seats": 1}, {"id": "jan", "at": "2026-01-02T10:00", "seats": 9}]},
    {"id": "give", "kind": "donation", "cost": 100, "amount": "1.00", "charity": "Trees",
     "slider": {"min": 100, "max": 400, "step": 50}},
    {"id": "last", "kind": "custom", "cost": 10, "stock": 1},
    {"id": "cake", "kind": "custom", "automatic": True},
    {"id": "old", "kind": "custom", "cost": 1, "until": "2026-02-01T00:00"},
]  # fmt: skip


def member(cast: Cast, points: int = 1000) -> int:
    VersionFactory(programme=cast.shop.programme, number=2, document=DOCUMENT | {"rewards": REWARDS},
                   published_at=NOW - timedelta(days=1))  # fmt: skip
    adjust(
        shop=cast.shop, member_id=cast.loyal.pk, points=points, why="gift", key="g", actor="owner", now=NOW
    )
    return cast.loyal.pk


def redeem(cast: Cast, reward: str, key: str = "k", **more: Any) -> Redemption:
    at = {"now": NOW} | more
    return spending.redeem(shop=cast.shop, member_id=cast.loyal.pk, reward=reward, key=key, actor="m", **at)


def available(cast: Cast) -> tuple[int, int]:
    has = balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW)
    return has.available, has.reserved


def run() -> int:
    return drain(clock=lambda: NOW)


def test_a_reward_is_reserved_then_issued_and_undone_while_unused(cast: Cast) -> None:
    before = balance(shop=cast.shop, member_id=member(cast), now=NOW).available
    made = redeem(cast, "mug")
    assert redeem(cast, "mug").pk == made.pk
    assert available(cast) == (before - 300, 300)
    assert (run(), run()) == (1, 0)
    made.refresh_from_db()
    assert made.state == "issued"
    ending.undo(redemption=made, actor="m", now=NOW)
    assert available(cast) == (before - 300, 300), "not before the store was asked"
    assert run() == 1
    made.refresh_from_db()
    assert (made.state, available(cast)) == ("released", (before, 0))
    assert [one.what for one in made.steps.order_by("pk")] == [
        "reserved",
        "issued",
        "ending:undone",
        "released",
    ]
    with pytest.raises(ending.CannotEnd):
        ending.undo(redemption=made, actor="m", now=NOW)


@pytest.mark.parametrize(
    ("reward", "more", "code"),
    [
        ("class", {}, "session"),
        ("class", {"session": "jan"}, "session"),
        ("mug", {"session": "may"}, "session"),
        ("give", {"points": 120}, "choice"),
        ("give", {"points": 450}, "choice"),
        ("mug", {"points": 300}, "no_choice"),
        ("cake", {}, "only_given"),
        ("old", {}, "window"),
    ],
)
def test_what_cannot_be_had_says_why_and_takes_nothing(
    cast: Cast, reward: str, more: dict[str, Any], code: str
) -> None:
    member(cast)
    before = available(cast)
    with pytest.raises(spending.NotOffered) as no:
        redeem(cast, reward, **more)
    assert (no.value.why["code"], available(cast)) == (code, before)
    assert not Redemption.objects.exists()


def test_the_monthly_share_and_the_last_one_are_had_once(cast: Cast) -> None:
    member(cast)
    redeem(cast, "mug", key="a")
    with pytest.raises(spending.NotOffered, match="limit"):
        redeem(cast, "mug", key="b")
    redeem(cast, "mug", key="c", now=NOW + timedelta(days=31))
    last = redeem(cast, "last", key="d")
    with pytest.raises(spending.NotOffered, match="sold_out"):
        redeem(cast, "last", key="e")
    spending.released(shop=cast.shop, key="d", why="gone", actor="staff", now=NOW)
    last.refresh_from_db()
    assert (last.state, Stock.objects.get(reward="last").taken) == ("released", 0)
    redeem(cast, "last", key="e")


def test_a_seat_that_is_gone_leaves_the_points_untouched(cast: Cast) -> None:
    member(cast)
    redeem(cast, "class", key="a", session="may")
    before = available(cast)
    with pytest.raises(spending.NotOffered, match="no_seats"):
        redeem(cast, "class", key="b", session="may")
    assert available(cast) == before


def test_a_donation_by_choice_is_gone_when_it_is_given(cast: Cast) -> None:
    member(cast)
    before = available(cast)[0]
    made = redeem(cast, "give", points=250)
    assert made.amount == 250
    run()
    made.refresh_from_db()
    assert (made.state, available(cast)) == ("used", (before - 250, 0))
    with pytest.raises(ending.CannotEnd):
        ending.undo(redemption=made, actor="m", now=NOW)


def test_who_has_too_little_is_told_how_much_is_there(cast: Cast) -> None:
    has = balance(shop=cast.shop, member_id=member(cast, points=1), now=NOW).available
    with pytest.raises(NotEnough) as no:
        redeem(cast, "mug", key="x") if has < 300 else redeem(cast, "give", points=400)
    assert no.value.available == has


def test_the_key_of_another_wish_is_refused(cast: Cast) -> None:
    member(cast)
    redeem(cast, "last", key="same")
    with pytest.raises(spending.OtherWish):
        redeem(cast, "mug", key="same")


def test_what_was_given_is_handed_over_by_itself_once(cast: Cast) -> None:
    who = member(cast)
    adjust(shop=cast.shop, member_id=who, points=2, why="two cakes", key="c", actor="owner", now=NOW,
           currency="reward:cake")  # fmt: skip
    assert (giving.hand_over(shop=cast.shop, now=NOW), giving.hand_over(shop=cast.shop, now=NOW)) == (2, 0)
    assert Redemption.objects.filter(reward="cake").count() == 2


def test_an_exchange_with_a_partner_costs_the_stated_share(cast: Cast) -> None:
    miles = {"id": "miles", "kind": "exchange", "cost": 1000, "rate": "0.8", "partner": "Sky Miles"}
    VersionFactory(programme=cast.shop.programme, number=2, document=DOCUMENT | {"rewards": [miles]},
                   published_at=NOW - timedelta(days=1))  # fmt: skip
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=1000, why="gift", key="g", actor="owner", now=NOW)
    made = redeem(cast, "miles")
    run()
    made.refresh_from_db()
    assert (made.amount, made.state, made.spend.reason["units"]) == (800, "issued", "800")
    made.spend.refresh_from_db()
    assert made.spend.state == "used", "what was given to a partner does not come back by itself"
