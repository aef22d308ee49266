"""`manage.py ledger verify` is silent over sound books and finds what was altered behind their back."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loyalty.desk import spending
from loyalty.ledger.models import Balance
from loyalty.ledger.seal import seal
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
SOON = START + timedelta(days=2)


@pytest.fixture
def world() -> World:
    rewards = [{"id": "r", "kind": "amount_off", "cost": 20, "amount": "1.00"}]
    made = World(rules(points=5) | {"rewards": rewards})
    teller = Teller("1", [Goods(2, 4000), Goods(1, 2490)])
    made.tell([teller.snapshot()])
    teller.tick()
    made.tell([teller.refund([(1, 1, 2490)], 0)])
    member = Balance.objects.get(programme=made.programme).member_id
    spending.redeem(shop=made.shop, member_id=member, reward="r", key="k", actor="member", now=SOON)
    seal(programme_id=made.programme.pk)
    made.check()
    return made


def verdict(world: World) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command("ledger", "verify", "--shop", world.shop.domain, "--json", stdout=out)
    except CommandError:
        assert json.loads(out.getvalue())["sound"] is False
    return dict(json.loads(out.getvalue()))


def test_sound_books_are_sound(world: World) -> None:
    told = verdict(world)
    assert told["sound"] is True
    idle = {proof["law"] for proof in told["proofs"] if not proof["checked"]}
    assert idle == {"X5", "L1"}, "there are no tiers here, and no day is closed yet"


@pytest.mark.parametrize(
    ("alteration", "law"),
    [
        (
            "UPDATE ledger_entry SET amount = amount + 1 WHERE programme_id = {0} AND account = 'available'",
            "S1",
        ),
        ("UPDATE ledger_balance SET available = available + 100 WHERE programme_id = {0}", "S2"),
        ("DELETE FROM ledger_balance WHERE programme_id = {0}", "S2"),
        ("UPDATE ledger_lot SET remaining = remaining - 1 WHERE programme_id = {0}", "S2"),
        ("DELETE FROM ledger_lotmove WHERE programme_id = {0}", "S2"),
        ("DELETE FROM ledger_entry WHERE programme_id = {0}", "S1"),
        ("UPDATE ledger_award SET posted = posted + 5 WHERE programme_id = {0}", "A1"),
        ("UPDATE ledger_transaction SET shop_id = shop_id + 1 WHERE programme_id = {0}", "S5"),
    ],
)
def test_an_alteration_behind_the_books_back_is_found(
    world: World, behind_the_back: Any, alteration: str, law: str
) -> None:
    behind_the_back.execute(alteration.format(world.programme.pk))
    told = verdict(world)
    assert told["sound"] is False
    assert law in {proof["law"] for proof in told["proofs"] if proof["faults"]}


def test_another_programmes_fault_is_not_ours(world: World, behind_the_back: Any) -> None:
    other = World(rules(points=5))
    other.tell([Teller("1", [Goods(1, 1000)]).snapshot()])
    behind_the_back.execute(
        "UPDATE ledger_balance SET available = 999 WHERE programme_id = %s", [other.programme.pk]
    )
    assert verdict(world)["sound"] is True
    assert verdict(other)["sound"] is False
