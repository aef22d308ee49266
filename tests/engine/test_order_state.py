"""What is known of an order: old states are read, and knowing a line's plan obeys the laws of merging."""

from datetime import UTC, datetime
from itertools import permutations, product

from hypothesis import given
from hypothesis import strategies as st

from loyalty.engine.facts import Header, Line, OrderTold
from loyalty.engine.order_state import EMPTY, OrderState, from_json, merge

AT = datetime(2026, 3, 1, tzinfo=UTC)
OLD = (
    '{"header":{"id":"1","name":"#1","updated_at":"2026-03-01T00:00:00Z","processed_at":"2026-03-01T00:00:00Z",'
    '"currency":"USD","lines":[{"id":"l1","title":"Tea","quantity":1,"current":1,"net":1000}],"paid":true}}'
)


def told(*plans: str, lines: str = "l1 l2", second: int = 0, tags: tuple[str, ...] = ()) -> OrderTold:
    goods = tuple(Line(id=one, title="Tea", quantity=1, current=1, net=1000) for one in lines.split())
    header = Header(
        id="1",
        name="#1",
        updated_at=AT.replace(second=second),
        processed_at=AT,
        currency="USD",
        lines=goods,
        paid=True,
        tags=tags,
    )
    return OrderTold(order="1", header=header, plans=tuple(sorted(plans)))


def known(*facts: OrderTold) -> OrderState:
    state = EMPTY
    for fact in facts:
        state = merge(state, fact)
    return state


def test_a_state_kept_before_there_were_tags_is_read() -> None:
    state = from_json(OLD)
    assert state.header is not None
    assert (state.header.tags, state.header.gateways, state.header.subscription) == ((), (), False)
    assert state.plans == ()


def test_the_same_snapshot_read_again_with_more_takes_the_place_of_the_old_one() -> None:
    again = known(OrderTold(order="1", header=from_json(OLD).header), told(lines="l1", tags=("vip",)))
    assert again.header is not None
    assert again.header.tags == ("vip",)


def test_a_line_is_on_a_subscription_whoever_told_it_first() -> None:
    quiet, knowing, later = told(), told("l2"), told(second=5)
    states = {known(*facts) for facts in permutations((quiet, knowing, later))}
    [state] = states
    assert state.header is not None
    assert [line.subscription for line in state.header.lines] == [False, True]


TELLINGS = st.builds(
    lambda plans, lines, second, tags: told(*plans, lines=lines, second=second, tags=tags),
    st.sets(st.sampled_from(["l1", "l2", "l3"])),
    st.sampled_from(["l1", "l1 l2", "l2 l3", "l1 l2 l3"]),
    st.integers(0, 1),
    st.sampled_from([(), ("vip",), ("gift",)]),
)


@given(st.lists(TELLINGS, min_size=1, max_size=4))
def test_any_order_and_any_repetition_of_tellings_comes_to_the_same(tellings: list[OrderTold]) -> None:
    end = known(*tellings)
    assert all(known(*facts) == end for facts in permutations(tellings))
    assert all(known(*tellings, one, other) == end for one, other in product(tellings, repeat=2))
