"""Law I4 under twenty hands: one idempotency key, one deed, and everybody hears the same."""

from collections import Counter
from typing import Any

import pytest

from loyalty.api.models import Answer
from loyalty.ledger.models import Balance, Transaction
from loyalty.members.models import Member
from loyalty.shops.models import Installation
from tests.api.program import Program, a_key, code, public
from tests.concurrency.test_settling import at_once
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 20


def a_shop() -> tuple[World, Member, str]:
    world = World(rules())
    Installation.objects.create(shop=world.shop, installed_at=START, installed_by="owner")
    member = Member.objects.create(programme=world.programme, first_seen_at=START)
    return world, member, a_key(world.shop)[1]


@pytest.mark.parametrize("points", [5, 7])
def test_i4_twenty_hands_with_one_key_do_one_deed(points: int) -> None:
    _, member, token = a_shop()
    answers: list[Any] = []

    def send() -> None:
        body = {"points": points, "reason": "once"}
        answers.append(Program(token).post(f"members/{public(member)}/adjustments", body, key="once"))

    at_once([send] * HANDS, hands=HANDS)
    assert Balance.objects.get(member=member).available == points
    assert Transaction.objects.filter(member=member).count() == Answer.objects.count() == 1
    told = Counter((one.status_code, one.get("Idempotent-Replayed")) for one in answers)
    assert told[201, None] == 1
    assert told.keys() <= {(201, None), (201, "true"), (409, None)}
    for one in answers:
        if one.status_code == 409:
            assert (code(one), one["Retry-After"]) == ("in_progress", "1")
    bodies = {one.content for one in answers if one.status_code == 201}
    assert len(bodies) == 1


def test_i4_of_two_bodies_under_one_key_one_is_done() -> None:
    _, member, token = a_shop()
    answers: list[Any] = []

    def send(points: int) -> None:
        body = {"points": points, "reason": "either"}
        answers.append(Program(token).post(f"members/{public(member)}/adjustments", body, key="once"))

    at_once([lambda points=points: send(points) for points in (3, 4) * 10], hands=HANDS)  # type: ignore[misc]
    assert Balance.objects.get(member=member).available in (3, 4)
    assert Transaction.objects.filter(member=member).count() == 1
    assert {one.status_code for one in answers} == {201, 409}


def test_d3_twenty_hands_with_keys_of_their_own_never_overdraw() -> None:
    _, member, token = a_shop()
    path = f"members/{public(member)}/adjustments"
    Program(token).post(path, {"points": 70, "reason": "to begin with"})
    answers: list[Any] = []

    def take() -> None:
        answers.append(Program(token).post(path, {"points": -10, "reason": "mine"}))

    at_once([take] * HANDS, hands=HANDS)
    assert Counter(one.status_code for one in answers) == {201: 7, 409: 13}
    assert Balance.objects.get(member=member).available == 0
