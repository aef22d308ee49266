"""Laws D1 to D4 over what a redemption meets: stores that fail, many hands, and deeds that come together."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from loyalty.desk import ending, spending
from loyalty.ledger.models import Balance, Spend
from loyalty.members.find import by_customer
from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Installation
from loyalty.shops.platform import platform
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.rewards import together
from tests.rewards.pretend_store import PretendStore, State, dice

pytestmark = pytest.mark.django_db(transaction=True)
NOW = START + timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_platforms_are_put_back(settings: LazySettings) -> Iterator[None]:
    settings.PLATFORMS = {"shopify": "tests.rewards.pretend_store.PretendStore"}
    platform.cache_clear()  # a test before this one may have reached for the real one
    yield
    platform.cache_clear()


@pytest.mark.parametrize("seed", range(2))
def test_d2_a_code_is_in_the_store_if_and_only_if_its_redemption_is_issued(seed: int) -> None:
    world = World(rules() | {"rewards": [together.REWARD]})
    Installation.objects.create(shop=world.shop, installed_at=START, installed_by="owner")
    world.tell([Teller("1", [Goods(1, 500_000)]).snapshot()])
    member, chance = by_customer(shop=world.shop, customer="7001"), random.Random(seed)
    assert member is not None
    store, now = PretendStore.fresh(dice(seed)), NOW
    for number in range(20):
        spending.redeem(shop=world.shop, member_id=member.pk, reward="r", key=str(number), actor="m", now=now)
        now += timedelta(minutes=5)
        drain(clock=lambda now=now: now)  # type: ignore[misc]
        _something_befalls(chance, now)
    now = _until_quiet(now)
    _d2_holds(store)
    points = Balance.objects.get(programme=world.programme)
    spent = 70 * Spend.objects.filter(programme=world.programme).exclude(state="released").count()
    assert points.available == 5_000 - spent, "law D1"


def _something_befalls(chance: random.Random, now: datetime) -> None:
    """A shopper changes their mind, or a checkout takes the code and its order is still on its way."""
    one = chance.choice(list(Redemption.objects.select_related("spend")))
    if chance.random() < 0.3:
        try:
            ending.undo(redemption=one, actor="m", now=now)
        except ending.CannotEnd:
            return
    elif chance.random() < 0.2:
        PretendStore().use(one.code)


def _until_quiet(now: datetime) -> datetime:
    for _ in range(60):
        if not Errand.objects.filter(state="waiting").exists():
            return now
        now += timedelta(hours=3)
        drain(clock=lambda now=now: now)  # type: ignore[misc]
    raise AssertionError("an errand never came to its end")


def _d2_holds(store: State) -> None:
    assert not Errand.objects.filter(state="dead").exists()
    assert max(store.made.values()) == 1, "never two codes for one redemption"
    for one in Redemption.objects.all():
        there = store.codes.get(one.code)
        dead = there is None or not there.active
        assert one.state in ("issued", "released")
        if one.state == "released":
            assert dead
            assert there is None or not there.used
        else:
            assert one.ending == "kept" if dead else not one.ending
    assert len(store.codes) == len(store.made)


@pytest.mark.parametrize(("balance", "hands"), [(69, 10), (70, 20), (500, 20), (5_000, 20)])
def test_d3_twenty_hands_at_one_balance_get_exactly_what_it_pays(balance: int, hands: int) -> None:
    assert together.crowd(balance=balance, hands=hands) == ""


def test_d3_the_eleventh_of_ten_seats_is_refused_with_the_points_untouched() -> None:
    assert together.crowd(balance=100, hands=16, seats=10) == ""


@pytest.mark.parametrize(
    ("leaves", "deeds"),
    [
        ("used", ("redeem", "undo", "checkout")),
        ("issued", ("undo", "checkout", "merge")),
        ("used", ("redeem", "refund", "expire")),
    ],
)
def test_d4_deeds_that_come_together_leave_what_some_order_of_them_leaves(
    leaves: str, deeds: tuple[str, ...]
) -> None:
    for seed in range(3):
        assert together.play(deeds, leaves, seed) == ""
