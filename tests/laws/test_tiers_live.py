"""Law X5 live: whatever the orders' messages and their order, the kept rows and standings say what the orders say."""

import random

from hypothesis import given
from hypothesis import strategies as st

from loyalty.desk.tiers import tier
from loyalty.ledger.models import Balance
from loyalty.tiers.models import Standing
from loyalty.tiers.now import tier_now
from tests.laws.stories import Story, stories
from tests.laws.test_settlement import RUNS
from tests.laws.test_settlement import pytestmark as pytestmark
from tests.laws.world import START, World, rules
from tests.tiers.climbers import DAY, TIERS

ORDERS = st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True).flatmap(
    lambda numbers: st.tuples(*(stories(order=str(number)) for number in numbers))
)


@RUNS
@given(told=ORDERS, seed=st.integers(0, 2**32))
def test_x5_the_standing_is_the_slow_reckoning_after_any_messages_in_any_order(
    told: tuple[Story, ...], seed: int
) -> None:
    world = World(rules(points=1) | {"tiers": TIERS | {"without_warning": True}})
    messages = [message for story in told for message in story.messages]
    random.Random(seed).shuffle(messages)
    world.tell(messages, now=START + DAY)
    for member in Balance.objects.filter(programme=world.programme).values_list("member_id", flat=True):
        fast = tier_now(shop=world.shop, member_id=member, now=START + DAY)
        slow = tier(shop=world.shop, member_id=member, at=START + DAY)
        kept = Standing.objects.filter(member_id=member).first()
        assert fast is not None
        assert fast.told == slow
        assert (kept.level if kept else "member") == (slow and slow.level)
