"""A replay knows the same plans as the books."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loyalty.engine.document import Document, parse
from loyalty.engine.facts import CustomersMerged, CustomerTold
from loyalty.engine.order_state import EMPTY, OrderState, merge
from loyalty.engine.replay.plans import heard, plans_of
from loyalty.engine.replay.replay import Replay
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, rules
from tests.plans.buyers import CLUB, MONTH

ZONE = "America/New_York"
DAY = timedelta(days=1)
DOCUMENT: Document = parse(rules() | {"schema": 2, "memberships": [CLUB, MONTH]})


def order(number: str, day: int, sku: str = "CLUB-YEAR", *, returned: int = 0) -> OrderState:
    teller = Teller(number, [Goods(1, 4_900, returned=returned, money_back=4_900 * returned)])
    teller.placed = START + day * DAY
    told = teller.snapshot()
    assert told.header is not None
    lines = tuple(replace(line, sku=sku) for line in told.header.lines)
    return merge(EMPTY, replace(told, header=replace(told.header, lines=lines)))


def test_what_was_bought_runs_and_what_went_back_does_not() -> None:
    person = Replay(DOCUMENT, timezone=ZONE, currency="USD").people.customer("7001")
    heard(person, "1", order("1", 0), DOCUMENT)
    assert plans_of(person, START + 364 * DAY, ZONE) == ("club",)
    assert plans_of(person, START + 365 * DAY, ZONE) == ()
    assert plans_of(person, START, ZONE, order="1") == ()
    heard(person, "1", order("1", 0, returned=1), DOCUMENT)
    assert plans_of(person, START + DAY, ZONE) == ()
    assert person.bought == ()


def test_a_merged_person_brings_the_plan_along() -> None:
    replay = Replay(DOCUMENT, timezone=ZONE, currency="USD")
    for customer in ("7001", "7002"):
        replay.tell(CustomerTold(customer=customer, at=START), START)
    person = replay.people.customer("7001")
    heard(person, "1", order("1", 0), DOCUMENT)
    replay.tell(CustomersMerged(kept="7002", gone="7001"), START + DAY)
    assert plans_of(replay.people.customer("7002"), START + 9 * DAY, ZONE) == ("club",)
    heard(person, "1", order("1", 0, returned=1), DOCUMENT)
    assert plans_of(replay.people.customer("7002"), START + 9 * DAY, ZONE) == ()


@given(st.permutations([("1", 0, "BOX"), ("2", 10, "BOX"), ("3", 20, "CLUB-YEAR"), ("4", 60, "TEA")]))
def test_the_order_of_hearing_does_not_matter(told: list[tuple[str, int, str]]) -> None:
    person = Replay(DOCUMENT, timezone=ZONE, currency="USD").people.customer("7001")
    for number, day, sku in told:
        heard(person, number, order(number, day, sku), DOCUMENT)
    days = (0, 15, 25, 59, 61, 384, 400)
    assert [plans_of(person, START + day * DAY, ZONE) for day in days] == [
        ("month",), ("month",), ("club", "month"), ("club", "month"), ("club",), ("club",), (),
    ]  # fmt: skip
