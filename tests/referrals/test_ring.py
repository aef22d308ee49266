"""A thousand accounts that bring each other, with nothing in common, take no more than the programme allows."""

from datetime import timedelta

import pytest

from loyalty.engine.document import parse
from loyalty.engine.facts import Header, Line, OrderTold, Referred
from loyalty.engine.replay.replay import Replay
from tests.laws.world import START
from tests.referrals.town import programme

RING = 1000


def order(customer: int, number: int) -> OrderTold:
    at = START + timedelta(minutes=number)
    line = Line(id=f"l{number}", title="Oolong", quantity=1, current=1, net=3000)
    header = Header(
        id=f"{number}", name=f"#{number}", updated_at=at, processed_at=at, currency="USD", lines=(line,), paid=True,
        customer=f"{customer}",
    )  # fmt: skip
    return OrderTold(order=f"{number}", header=header)


@pytest.mark.parametrize("shape", ["chain", "star"])
def test_a_ring_of_a_thousand_takes_the_cap_and_no_more(shape: str) -> None:
    document = programme(limit={"times": 5, "per": "month"}, most={"times": 40, "per": "month"}, hold_days=0)
    replay = Replay(parse(document | {"earning": []}), timezone="UTC", currency="USD")
    for number in range(2, RING + 2):
        by = number - 1 if shape == "chain" else 1
        at = START + timedelta(minutes=number)
        replay.tell(Referred(friend=str(number), advocate=str(by), at=at), at)
        replay.tell(order(number, number), at)
    replay.until(START + timedelta(days=2))
    given = sum(person.purse.available for person in replay.people.everybody)
    advocates = min(40, 5) if shape == "star" else 40
    assert given == 40 * 100 + advocates * 200
