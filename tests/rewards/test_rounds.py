"""What the clock ends and hands over: once, only where the app is, and never what a person gave back."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.desk import ending, reward_rounds, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Installation
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory
from tests.rewards.pretend_store import PretendStore, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
REWARDS: list[dict[str, Any]] = [
    {"id": "five", "kind": "amount_off", "cost": 100, "amount": "5.00", "code_days": 30},
    {"id": "gone", "kind": "amount_off", "cost": 100, "amount": "5.00", "code_days": 30, "unused": "forfeited"},
    {"id": "cake", "kind": "custom", "automatic": True},
    {"id": "off", "kind": "percent_off", "percent": 10, "automatic": True},
    {"id": "top", "kind": "custom", "cost": 50_000, "automatic": True},
]  # fmt: skip
LATE = NOW + timedelta(days=40)


def member(cast: Cast, points: int = 1000, currency: str = "points") -> int:
    if cast.shop.programme.versions.count() == 1:
        VersionFactory(programme=cast.shop.programme, number=2, document=DOCUMENT | {"rewards": REWARDS},
                       published_at=NOW - timedelta(days=1))  # fmt: skip
    give(cast, points, currency)
    return cast.loyal.pk


def give(cast: Cast, points: int, currency: str) -> None:
    key = f"{points}{currency}{Redemption.objects.count()}"
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=points, why="x", key=key, actor="owner", now=NOW,
           currency=currency)  # fmt: skip


def redeem(cast: Cast, reward: str = "five", key: str = "k") -> Redemption:
    return spending.redeem(
        shop=cast.shop, member_id=cast.loyal.pk, reward=reward, key=key, actor="m", now=NOW
    )


def has(cast: Cast) -> tuple[int, int]:
    held = balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW)
    return held.available, held.reserved


def run(now: Any = NOW) -> int:
    return drain(clock=lambda: now)


def test_a_code_whose_time_is_over_is_dead_in_the_store_before_the_points_come_back(
    cast: Cast, store: State
) -> None:
    member(cast)
    before = has(cast)
    made = redeem(cast)
    run()
    assert store.alive == {made.code}
    assert reward_rounds.end_rewards(now=LATE - timedelta(days=11)) == 0
    assert (reward_rounds.end_rewards(now=LATE), reward_rounds.end_rewards(now=LATE)) == (1, 0)
    assert has(cast) == (before[0] - 100, 100), "not before the store was asked"
    run(LATE)
    made.refresh_from_db()
    assert (made.state, store.alive, has(cast)) == ("released", set(), before)


def test_points_of_a_reward_that_forfeits_are_gone_with_its_code(cast: Cast, store: State) -> None:
    member(cast)
    before = has(cast)
    made = redeem(cast, "gone")
    run()
    reward_rounds.end_rewards(now=LATE)
    run(LATE)
    made.refresh_from_db()
    assert (made.state, store.alive, has(cast)) == ("used", set(), (before[0] - 100, 0))


def test_a_code_that_was_used_before_it_was_over_stays_and_is_asked_about_once(
    cast: Cast, store: State
) -> None:
    member(cast)
    made = redeem(cast)
    run()
    assert PretendStore().use(made.code)
    reward_rounds.end_rewards(now=LATE)
    run(LATE)
    made.refresh_from_db()
    assert (made.state, made.ending, has(cast)[1]) == ("issued", "kept", 100)
    calls = store.calls
    assert reward_rounds.end_rewards(now=LATE) == 0
    assert (run(LATE), store.calls) == (0, calls)
    with pytest.raises(ending.CannotEnd, match="used"):
        ending.undo(redemption=made, actor="m", now=LATE)
    spending.used(shop=cast.shop, key="k", order="1", actor="shop", now=LATE)
    made.refresh_from_db()
    assert (made.state, made.ending) == ("used", "")


def test_codes_of_a_store_without_the_app_wait_until_it_is_back(cast: Cast, store: State) -> None:
    member(cast)
    redeem(cast)
    run()
    Installation.objects.filter(shop=cast.shop).update(uninstalled_at=NOW)
    give(cast, 1, "reward:cake")
    assert reward_rounds.end_rewards(now=LATE) == 0
    assert reward_rounds.hand_over_given(now=LATE) == 0
    Installation.objects.create(shop=cast.shop, installed_at=LATE, installed_by="owner")
    assert reward_rounds.end_rewards(now=LATE) == 1
    assert reward_rounds.hand_over_given(now=LATE) == 1
    assert len(store.alive) == 1


def test_what_the_store_refuses_is_not_handed_over_again_every_minute(cast: Cast, store: State) -> None:
    member(cast, 1, "reward:off")
    store.refuses = "no such collection"
    assert reward_rounds.hand_over_given(now=NOW) == 1
    run()
    [made] = Redemption.objects.all()
    assert (made.state, made.why) == ("released", "no such collection")
    assert reward_rounds.hand_over_given(now=NOW + timedelta(minutes=1)) == 0
    store.refuses = ""
    assert reward_rounds.hand_over_given(now=NOW + timedelta(days=2)) == 1
    run(NOW + timedelta(days=2))
    assert len(store.alive) == 1


def test_what_a_person_gave_back_is_theirs_to_claim(cast: Cast) -> None:
    member(cast, 1, "reward:cake")
    assert reward_rounds.hand_over_given(now=NOW) == 1
    run()
    ending.undo(redemption=Redemption.objects.get(), actor="m", now=NOW)
    run()
    assert reward_rounds.hand_over_given(now=LATE) == 0
    assert redeem(cast, "cake").state == "reserved"


def test_a_certificate_at_a_threshold_is_handed_over_by_the_round(cast: Cast) -> None:
    member(cast, 120_000)
    assert (reward_rounds.hand_over_all(now=NOW), reward_rounds.hand_over_all(now=NOW)) == (2, 0)
    assert has(cast)[1] == 100_000
