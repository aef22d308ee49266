"""Rewards that orders give: handed over with the order, taken back with it, and not once they were used."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.desk import spending
from loyalty.engine.facts import CustomerRedacted, CustomersMerged, DataRequested, ShopRedacted
from loyalty.ledger.models import Balance, Spend
from loyalty.ledger.verify import sound, verify
from loyalty.members.models import PrivacyRequest
from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption, Step, Stock
from loyalty.shops.models import Installation
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.rewards.pretend_store import PretendStore, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW = START + timedelta(days=1)
GIVES = [{"id": "order", "on": "order_paid", "award": {"reward": "off"}},
         {"id": "points", "on": "order_paid", "award": {"points": 1, "per": "1.00"}}]  # fmt: skip
REWARDS: list[dict[str, Any]] = [
    {"id": "off", "kind": "percent_off", "percent": 10, "automatic": True},
    {"id": "mug", "kind": "amount_off", "cost": 40, "amount": "4.00", "stock": 5,
     "limit": {"times": 2, "per": "life"}},
]  # fmt: skip


def world(**more: Any) -> World:
    made = World(rules() | {"schema": 2, "earning": GIVES, "rewards": REWARDS} | more)
    Installation.objects.create(
        shop=made.shop, installed_at=START - timedelta(days=400), installed_by="owner"
    )
    return made


def run(now: Any = NOW) -> int:
    return drain(clock=lambda: now)


def redeem(on: World, member: int, key: str) -> Redemption:
    return spending.redeem(
        shop=on.shop, member_id=member, reward="mug", key=key, actor="customer:7001", now=NOW
    )


def test_the_reward_of_an_order_is_handed_over_with_it_and_ended_with_its_refund(store: State) -> None:
    on = world()
    buys = Teller("1", [Goods(1, 10_000)])
    on.tell([buys.snapshot()])
    made = Redemption.objects.get()
    assert run() == 1
    assert store.alive == {made.code}
    buys.tick()
    on.tell([buys.refund([(0, 1, 10_000)], 0)])
    assert run() == 1
    made.refresh_from_db()
    assert (made.state, store.alive) == ("released", set())
    has = Balance.objects.get(currency="reward:off")
    assert (has.available, has.reserved, has.debt) == (0, 0, 0)
    assert sound(verify(programme_id=on.programme.pk))


def test_what_was_used_before_its_order_went_back_stays_owed(store: State) -> None:
    on = world()
    buys = Teller("1", [Goods(1, 10_000)])
    on.tell([buys.snapshot()])
    run()
    made = Redemption.objects.get()
    assert PretendStore().use(made.code)
    spending.used(shop=on.shop, key=made.spend.key, order="9", actor="shop", now=NOW)
    buys.tick()
    on.tell([buys.refund([(0, 1, 10_000)], 0)])
    assert (run(), Balance.objects.get(currency="reward:off").debt) == (0, -1)
    made.refresh_from_db()
    assert made.state == "used"


def test_merged_members_share_what_each_may_have(store: State) -> None:
    on = world()
    on.tell([Teller(str(n), [Goods(1, 10_000)], customer=str(7000 + n)).snapshot() for n in (1, 2)])
    one, other = sorted({row.member_id for row in Balance.objects.filter(currency="points")})
    redeem(on, one, "a")
    redeem(on, other, "b")
    on.tell([CustomersMerged(kept="7001", gone="7002")])
    kept = Balance.objects.filter(available__gt=0, currency="points").get().member_id
    assert set(Spend.objects.values_list("member_id", flat=True)) == {kept}
    with pytest.raises(spending.NotOffered, match="limit"):
        redeem(on, kept, "c")
    run()
    assert len(store.alive) == 4
    assert sound(verify(programme_id=on.programme.pk))


def test_g1_a_forgotten_person_leaves_no_living_code_and_no_word(store: State) -> None:
    on = world()
    on.tell([Teller("1", [Goods(1, 10_000)], customer="7001").snapshot()])
    made = redeem(on, Balance.objects.filter(currency="points").get().member_id, "a")
    Redemption.objects.filter(pk=made.pk).update(why="customer 7001 is odd")
    Step.objects.create(
        redemption=made, what="note", at=NOW, actor="staff", detail={"words": "Ann Smith, 7001"}
    )
    run()
    Errand.objects.update(last_error="customer 7001 is odd")
    on.tell([CustomerRedacted(customer="7001", email="ann@example.com")])
    run()
    assert store.alive == set()
    assert set(Redemption.objects.values_list("state", flat=True)) == {"released"}
    told = [*Step.objects.values_list("actor", "detail"), *Redemption.objects.values_list("why"),
            *Errand.objects.values_list("last_error", "wanted", "key")]  # fmt: skip
    assert "7001" not in str(told)
    assert "Ann" not in str(told)
    assert sound(verify(programme_id=on.programme.pk))


def test_whoever_asks_for_their_data_gets_their_rewards(store: State) -> None:
    on = world()
    on.tell([Teller("1", [Goods(1, 10_000)], customer="7001").snapshot()])
    run()
    on.tell([DataRequested(customer="7001", email="", request="1")])
    [told] = PrivacyRequest.objects.get().answer["members"][0]["rewards"]
    assert (told["reward"], told["state"], told["code"]) == ("off", "issued", Redemption.objects.get().code)
    assert [step["what"] for step in told["steps"]] == ["reserved", "issued"]


def test_g4_a_forgotten_shop_leaves_no_redemption_and_touches_no_other(store: State) -> None:
    on, other = world(), world()
    for one in (on, other):
        one.tell([Teller("1", [Goods(1, 10_000)], customer="7001").snapshot()])
        member = Balance.objects.filter(currency="points", programme=one.programme).get().member_id
        redeem(one, member, "a")
    Installation.objects.filter(shop=on.shop).update(uninstalled_at=NOW)
    on.tell([ShopRedacted()])
    assert set(Redemption.objects.values_list("shop", flat=True)) == {other.shop.pk}
    assert set(Stock.objects.values_list("programme", flat=True)) == {other.programme.pk}
    assert Step.objects.count() == 2
