"""Which order of its subscription a line is."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loyalty.engine.cycles import cycles
from loyalty.engine.facts import Header, Line, OrderTold
from loyalty.engine.order_state import EMPTY, OrderState, merge


def order(day: int, *products: str, recurring: bool = True, known: bool = True, **given: Any) -> OrderState:
    """An order of that day; `known` False: a checkout of whose plans no webhook told."""
    at = datetime(2026, 3, day, tzinfo=UTC)
    lines = tuple(
        Line(id=f"{day}-{one}", title=one, quantity=1, current=1, net=1000, product=one) for one in products
    )
    header = Header(
        id=str(day),
        name=f"#{day}",
        updated_at=at,
        processed_at=at,
        currency="USD",
        lines=lines,
        subscription=recurring,
        **{"paid": True} | given,
    )
    plans = tuple(sorted(line.id for line in lines)) if recurring or known else ()
    return merge(EMPTY, OrderTold(order=str(day), header=header, plans=plans))


def test_the_order_that_begins_it_is_the_first_and_the_stores_own_follow() -> None:
    story = [order(1, "tea", recurring=False), order(2, "tea"), order(3, "tea"), order(4, "tea")]
    assert [cycles(one, story) for one in story] == [{"1-tea": 1}, {"2-tea": 2}, {"3-tea": 3}, {"4-tea": 4}]


def test_a_beginning_that_nobody_told_is_counted_all_the_same() -> None:
    story = [order(1, "tea", recurring=False, known=False), order(2, "tea"), order(3, "tea")]
    assert [cycles(one, story) for one in story] == [{}, {"2-tea": 2}, {"3-tea": 3}]


def test_each_product_has_a_count_of_its_own() -> None:
    story = [order(1, "tea"), order(2, "tea", "honey")]
    assert cycles(order(3, "honey", "tea", "chai"), story) == {"3-honey": 3, "3-tea": 4, "3-chai": 2}


def test_who_begins_anew_counts_anew() -> None:
    story = [order(1, "tea"), order(2, "tea"), order(3, "tea", recurring=False), order(4, "tea")]
    assert cycles(order(5, "tea"), story) == {"5-tea": 3}


def test_orders_that_were_none_and_later_ones_do_not_count() -> None:
    none = [order(1, "tea", cancelled=True), order(2, "tea", paid=False), order(3, "tea", test=True)]
    assert cycles(order(4, "tea"), [*none, order(5, "tea")]) == {"4-tea": 2}


def test_an_order_without_a_subscription_has_no_cycle() -> None:
    assert cycles(order(2, "tea", recurring=False, known=False), [order(1, "tea")]) == {}
    assert cycles(EMPTY, [order(1, "tea")]) == {}


STORIES = st.lists(st.booleans(), min_size=1, max_size=5)


@given(STORIES)
def test_it_does_not_matter_in_which_order_the_earlier_ones_are_given(recurring: list[bool]) -> None:
    story = [order(day, "tea", recurring=own) for day, own in enumerate(recurring, start=1)]
    last = order(9, "tea")
    assert len({tuple(cycles(last, some).items()) for some in permutations(story)}) == 1
    later = cycles(order(10, "tea"), [*story, last])["10-tea"]
    assert later == cycles(last, story)["9-tea"] + 1
