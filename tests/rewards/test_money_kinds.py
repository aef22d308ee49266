"""Gift cards and store credit: given once however the store fails, called back while nothing was paid with them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from loyalty.desk import ending, spending
from loyalty.ledger.models import Balance
from loyalty.ledger.verify import sound, verify
from loyalty.members.find import by_customer
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Installation
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.rewards.pretend_store import PretendStore, State, dice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW = START + timedelta(days=1)
CARD = {"id": "card", "kind": "gift_card", "cost": 100, "amount": "10.00"}
CREDIT = {"id": "credit", "kind": "store_credit", "cost": 100, "amount": "10.00"}


def world() -> World:
    made = World(rules() | {"rewards": [CARD, CREDIT]})
    Installation.objects.create(shop=made.shop, installed_at=START, installed_by="owner")
    made.tell([Teller("1", [Goods(1, 100_000)]).snapshot()])
    return made


def redeem(on: World, reward: str, key: str = "k") -> Redemption:
    member = by_customer(shop=on.shop, customer="7001")
    assert member is not None
    return spending.redeem(shop=on.shop, member_id=member.pk, reward=reward, key=key, actor="m", now=NOW)


def quiet(now: datetime = NOW) -> datetime:
    for _ in range(60):
        now += timedelta(hours=3)
        drain(clock=lambda now=now: now)  # type: ignore[misc]
    return now


def end(made: Redemption) -> None:
    made.refresh_from_db()
    ending.end(redemption=made, why=Redemption.Ending.WITHDRAWN, actor="staff", now=NOW)
    quiet()
    made.refresh_from_db()


def left(on: World) -> int:
    assert sound(verify(programme_id=on.programme.pk))
    row = Balance.objects.get(programme=on.programme)
    return row.available + row.reserved


@pytest.mark.parametrize("reward", ["card", "credit"])
@pytest.mark.parametrize("seed", range(3))
def test_a_store_that_fails_in_every_way_gives_each_once(reward: str, seed: int) -> None:
    on, store = world(), PretendStore.fresh(dice(seed))
    for number in range(5):
        redeem(on, reward, str(number))
    quiet()
    assert set(Redemption.objects.values_list("state", flat=True)) == {"issued"}
    given = sum(card.balance for card in store.cards.values()) or PretendStore().credit("7001")
    assert (given, left(on)) == (5_000, 500), "the points left when they were given"


@pytest.mark.parametrize("reward", ["card", "credit"])
def test_what_staff_withdraw_is_gone_in_the_store_before_the_points_are_back(
    reward: str, store: State
) -> None:
    on = world()
    made = redeem(on, reward)
    quiet()
    end(made)
    assert (made.state, left(on)) == ("released", 1_000)
    assert not any(card.enabled for card in store.cards.values())
    assert PretendStore().credit("7001") == 0


@pytest.mark.parametrize("reward", ["card", "credit"])
def test_what_was_paid_with_stays(reward: str, store: State) -> None:
    on = world()
    made = redeem(on, reward)
    quiet()
    for card in store.cards.values():
        store.cards[card.id] = replace(card, balance=400)
    if reward == "credit":
        store.movements.append(("spent", "7001", -600))
    end(made)
    assert (made.state, made.ending, left(on)) == ("issued", "kept", 900)
    assert all(card.enabled for card in store.cards.values())


@pytest.mark.parametrize("reward", ["card", "credit"])
def test_one_that_is_withdrawn_while_its_answer_was_lost_is_found_and_called_back(reward: str) -> None:
    on = world()
    troubles = ["lost"]
    PretendStore.fresh(lambda: troubles.pop() if troubles else "")
    made = redeem(on, reward)
    drain(clock=lambda: NOW)
    end(made)
    assert (made.state, left(on), PretendStore().credit("7001")) == ("released", 1_000, 0)
    assert not any(card.enabled for card in PretendStore.state.cards.values())


def test_credit_for_somebody_without_an_account_is_refused_and_the_points_come_back() -> None:
    on = world()
    made = redeem(on, "credit")
    made.spend.member.identities.all().delete()
    quiet()
    made.refresh_from_db()
    assert (made.state, made.why, left(on)) == ("released", "The member has no account in the store.", 1_000)
