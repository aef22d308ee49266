"""A replay knows the same plans as the books."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loyalty.engine.document import Document, parse
from loyalty.engine.facts import CustomersMerged, CustomerTold, OrderTold
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


def told(number: str, day: int, sku: str = "CLUB-YEAR", *, returned: int = 0) -> OrderTold:
    teller = Teller(number, [Goods(1, 4_900, returned=returned, money_back=4_900 * returned)])
    teller.placed = START + day * DAY
    made = teller.snapshot()
    assert made.header is not None
    lines = tuple(replace(line, sku=sku) for line in made.header.lines)
    return replace(made, header=replace(made.header, lines=lines))


def order(number: str, day: int, sku: str = "CLUB-YEAR", *, returned: int = 0) -> OrderState:
    return merge(EMPTY, told(number, day, sku, returned=returned))


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
def test_the_order_of_hearing_does_not_matter(heard_so: list[tuple[str, int, str]]) -> None:
    person = Replay(DOCUMENT, timezone=ZONE, currency="USD").people.customer("7001")
    for number, day, sku in heard_so:
        heard(person, number, order(number, day, sku), DOCUMENT)
    days = (0, 15, 25, 59, 61, 384, 400)
    assert [plans_of(person, START + day * DAY, ZONE) for day in days] == [
        ("month",), ("month",), ("club", "month"), ("club", "month"), ("club",), ("club",), (),
    ]  # fmt: skip


def test_orders_after_the_purchase_earn_by_the_plan_as_in_the_books() -> None:
    replay = Replay(DOCUMENT, timezone=ZONE, currency="USD")
    for number, day, sku in (("1", 0, "CLUB-YEAR"), ("2", 1, "TEA"), ("3", 370, "TEA")):
        replay.tell(told(number, day, sku), START + day * DAY)
    assert [replay.orders.known[number].held[0].posted for number in "123"] == [49, 98, 49]
