"""Codes made ahead: handed out at once and exactly once; what the store did not take is in no pool."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from loyalty.desk import ending, pooling, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.engine.rewards import Reward
from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.rewards import pools
from loyalty.rewards.models import CodePool, PoolCode, Redemption
from loyalty.rewards.pools import FULL, LOW
from loyalty.shops.forget import forget
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory
from tests.rewards.pretend_store import State

pytestmark = pytest.mark.django_db
FIVE: dict[str, Any] = {"id": "five", "kind": "amount_off", "cost": 10, "amount": "5.00", "pool": True}


def publish(cast: Cast, number: int = 2, **more: Any) -> None:
    VersionFactory(programme=cast.shop.programme, number=number, document=DOCUMENT | {"rewards": [FIVE | more]},
                   published_at=NOW - timedelta(days=10 - number))  # fmt: skip


def member(cast: Cast) -> int:
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=900, why="x", key="g", actor="owner", now=NOW)
    return cast.loyal.pk


def redeem(cast: Cast, key: str = "k") -> Redemption:
    return spending.redeem(
        shop=cast.shop, member_id=cast.loyal.pk, reward="five", key=key, actor="m", now=NOW
    )


def run() -> int:
    return drain(clock=lambda: NOW)


def fill() -> int:
    return pooling.keep_all_full(now=NOW) and run()


def test_a_code_made_ahead_is_issued_at_once_without_a_call(cast: Cast, store: State) -> None:
    publish(cast, points_leave="issued", code_days=3)
    member(cast)
    assert fill() == 1
    assert (len(store.codes), PoolCode.objects.filter(ready=True).count()) == (FULL + 1, FULL)
    calls = store.calls
    made = redeem(cast)
    assert (made.state, made.spend.state, made.external_id) == ("issued", "used", f"gid/{_pool().code}")
    assert made.code in store.alive
    assert not PoolCode.objects.filter(code=made.code).exists()
    assert made.ends_at is not None
    assert redeem(cast).code == made.code, "the same key, the same code"
    assert (run(), store.calls) == (0, calls)
    wanted = store.codes[made.code].wanted
    assert (wanted.customer, wanted.once_per_customer, wanted.uses, wanted.ends_at) == ("", False, 1, None)


def _pool() -> CodePool:
    return CodePool.objects.get()


def test_an_empty_pool_falls_back_to_a_code_of_ones_own(cast: Cast, store: State) -> None:
    publish(cast)
    member(cast)
    made = redeem(cast)
    assert (made.state, run()) == ("reserved", 1)
    made.refresh_from_db()
    assert (made.state, list(store.codes)) == ("issued", [made.code])


def test_ending_one_ends_that_one_and_it_does_not_come_back_to_the_pool(cast: Cast, store: State) -> None:
    publish(cast)
    before = balance(shop=cast.shop, member_id=member(cast), now=NOW).available
    fill()
    made, other = redeem(cast), redeem(cast, "k2")
    ending.undo(redemption=made, actor="m", now=NOW)
    assert run() == 1
    made.refresh_from_db()
    assert made.state == "released"
    assert made.code not in store.alive
    assert len(store.alive) == FULL
    assert other.code in store.alive
    assert not PoolCode.objects.filter(code=made.code).exists()
    assert balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW).available == before - 10


def test_a_pool_is_filled_again_below_its_threshold_and_not_before(
    cast: Cast, store: State, django_capture_on_commit_callbacks: Any
) -> None:
    publish(cast)
    member(cast)
    fill()
    PoolCode.objects.filter(pk__in=PoolCode.objects.order_by("pk").values("pk")[: FULL - LOW - 1]).delete()
    with django_capture_on_commit_callbacks(execute=True):
        redeem(cast)
    assert run() == 0, f"{LOW} are left"
    with django_capture_on_commit_callbacks(execute=True):
        redeem(cast, "k2")
    assert run() == 1
    assert PoolCode.objects.filter(ready=True).count() == FULL
    assert CodePool.objects.count() == 1
    assert pooling.keep_all_full(now=NOW) == 0


def test_what_the_store_did_not_take_is_not_in_the_pool(cast: Cast, store: State) -> None:
    publish(cast)
    store.takes = lambda code: code[0] in "23456789ABC"
    fill()
    held = set(PoolCode.objects.values_list("code", flat=True))
    assert 0 < len(held) < FULL
    assert held < store.alive
    assert _pool().made == len(held)


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_codes(cast: Cast, store: State) -> None:
    publish(cast)
    troubles = iter(["lost", "", "lost"])
    store.trouble = lambda: next(troubles, "")
    assert pooling.keep_all_full(now=NOW) == 1
    run()
    assert not PoolCode.objects.exists(), "the discount's answer was lost"
    drain(clock=lambda: NOW + timedelta(minutes=1))
    assert PoolCode.objects.filter(ready=False).count() == FULL, "the codes' answer was lost"
    member(cast)
    assert redeem(cast).state == "reserved", "nobody gets what may not be there"
    drain(clock=lambda: NOW + timedelta(minutes=9))
    assert PoolCode.objects.filter(ready=True).count() == FULL
    assert len([one for one in store.codes.values() if not one.wanted.once_per_customer]) == FULL + 1


def test_a_discount_somebody_deleted_takes_its_pool_along(cast: Cast, store: State) -> None:
    publish(cast)
    fill()
    store.codes.clear()
    PoolCode.objects.filter(pk__gt=PoolCode.objects.order_by("pk")[9].pk).delete()
    assert pooling.keep_all_full(now=NOW) == 1
    run()
    assert not CodePool.objects.exists()
    assert Errand.objects.get(kind="code_pool").state == "dead"
    assert fill() == 1, "the next wish makes another"
    assert PoolCode.objects.filter(ready=True).count() == FULL


def test_another_version_goes_on_with_the_codes_unless_their_terms_changed(cast: Cast, store: State) -> None:
    publish(cast)
    member(cast)
    fill()
    publish(cast, 3, cost=20, code_days=9)
    assert redeem(cast).state == "issued"
    publish(cast, 4, amount="7.00")
    assert redeem(cast, "k2").state == "reserved", "five off is not seven off"
    assert fill() == 2
    assert redeem(cast, "k3").state == "issued"
    assert CodePool.objects.count() == 2


def test_another_shop_takes_nothing_from_this_ones_pool(cast: Cast, store: State) -> None:
    publish(cast)
    fill()
    reward = Reward.model_validate(FIVE)
    assert pools.take(shop=cast.other_shop, reward=reward) is None
    assert PoolCode.objects.count() == FULL


def test_a_shop_is_forgotten_with_its_pools(cast: Cast, store: State) -> None:
    publish(cast)
    fill()
    forget(cast.shop.pk)
    assert not CodePool.objects.exists()
    assert not PoolCode.objects.exists()


@pytest.mark.parametrize(
    "more", [{"slider": {"min": 10}}, {"kind": "gift_card"}, {"kind": "free_product", "amount": None}]
)
def test_what_is_not_alike_cannot_be_made_ahead(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="pool holds codes"):
        Reward.model_validate(FIVE | more)


def test_a_store_that_refuses_the_discount_leaves_no_pool(cast: Cast, store: State) -> None:
    publish(cast)
    store.refuses = "No."
    pooling.keep_all_full(now=NOW)
    run()
    assert not CodePool.objects.exists()
    assert Errand.objects.get(kind="code_pool").last_error == "No."
