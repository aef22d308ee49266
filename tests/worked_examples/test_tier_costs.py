"""What a reward costs by tier, at the desk and in the replay of the same history."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.worked_examples.test_vectors_in_time import NEW_YEAR, Day, programme

pytestmark = pytest.mark.django_db
TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "250.00"}],
}


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NEW_YEAR, tick=False) as coordinates:
        yield coordinates


def test_the_desk_and_the_replay_ask_the_same_of_a_member_and_of_gold(
    traveller: time_machine.Traveller,
) -> None:
    document = programme(100) | {"schema": 2, "tiers": TIERS}
    document["rewards"][0]["tier_costs"] = {"gold": 60}
    store = Day(document, traveller)
    store.pay("150.00")
    store.spend("as-member")
    assert store.standing() == (50, 0, 0)
    store.pay("150.00")
    store.spend("as-gold")
    assert store.standing() == (140, 0, 0)
    store.replays_alike()
