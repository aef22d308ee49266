"""Laws I1-I3, I5, A1-A4, R1-R3, R7, S1-S3, S5-S7 over made-up orders, on real PostgreSQL."""

import random
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.engine.facts import Header, Line, OrderTold, Unreadable
from loyalty.engine.reasons import recompute
from loyalty.ledger import settle as settling
from loyalty.ledger.models import Award, Transaction
from tests.laws.oracle import Goods, Sale, points
from tests.laws.stories import Story, Teller, stories
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
RUNS = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RATES = st.tuples(st.integers(1, 500), st.sampled_from(["1.00", "0.01", "3.00", "7.50", "10.00"]))
POLICIES = st.sampled_from(["debt", "floor"])


@RUNS
@given(story=stories(), rate=RATES, seed=st.integers(0, 2**32), hold=st.sampled_from([0, 14]))
def test_i1_i2_i3_any_multiset_and_order_of_messages_gives_the_same_books(
    story: Story, rate: tuple[int, str], seed: int, hold: int
) -> None:
    document = rules(points=rate[0], per=rate[1], hold_days=hold)
    straight, shuffled = World(document), World(document)
    straight.tell(story.messages)
    jumbled = story.messages * 2 + story.messages[:1]
    random.Random(seed).shuffle(jumbled)
    shuffled.tell(jumbled)
    assert shuffled.books() == straight.books()
    assert straight.net() == points(story.sale, points_per=rate[0], per=rate[1])
    straight.check()
    shuffled.check()


@RUNS
@given(story=stories(), rate=RATES, policy=POLICIES)
def test_a1_r1_r3_after_every_step_the_books_hold_the_rounded_worth_of_what_is_kept(
    story: Story, rate: tuple[int, str], policy: str
) -> None:
    world = World(rules(points=rate[0], per=rate[1], clawback=policy))
    expected = iter(story.steps)
    for message in story.messages:
        world.tell([message])
        if message.header is not None:
            now = points(next(expected), points_per=rate[0], per=rate[1])
            assert world.net() == now
            assert world.awards("order:1")[0].posted == now
    world.check()


def test_r7_a_refund_that_came_before_its_order_waits_for_it() -> None:
    """A tombstone: the order's own message, written before the refund, knows nothing of it."""
    world = World(rules(points=1))
    teller = Teller("1", [Goods(1, 10_000)])
    paid = teller.snapshot()
    teller.tick()
    refund = teller.refund([(0, 1, 4_000)], 0)
    world.tell([refund])
    assert world.balance() == (0, 0, 0, 0)
    world.tell([paid])
    assert world.balance() == (60, 0, 0, 0)
    world.check()


@RUNS
@given(story=stories(), seed=st.integers(0, 2**32))
def test_r2_a_cancelled_order_ends_at_nothing_whatever_came_before(story: Story, seed: int) -> None:
    world = World(rules(points=3))
    last = story.messages[-1].header
    assert last is not None
    end = Header(**{name: getattr(last, name) for name in last.__struct_fields__} | {
        "cancelled": True, "updated_at": last.updated_at + timedelta(minutes=1)
    })  # fmt: skip
    messages = [*story.messages, OrderTold(order="1", header=end)]
    random.Random(seed).shuffle(messages)
    world.tell(messages)
    assert world.balance() == (0, 0, 0, 0)
    world.check()


@RUNS
@given(story=stories(), rate=RATES)
def test_a2_doubling_or_deleting_the_rule_changes_nothing_for_the_order(
    story: Story, rate: tuple[int, str]
) -> None:
    world = World(rules(points=rate[0], per=rate[1]))
    world.tell(story.messages[:1])
    world.publish(rules(points=rate[0] * 2, per=rate[1]), at=START + timedelta(minutes=1))
    world.publish(rules() | {"earning": []}, at=START + timedelta(minutes=2))
    world.tell(story.messages[1:])
    assert world.net() == points(story.sale, points_per=rate[0], per=rate[1])
    assert {award.version for award in world.awards("order:1")} == {1}


@RUNS
@given(story=stories())
def test_a3_every_order_ends_with_an_outcome_and_a_reason_that_recomputes(story: Story) -> None:
    world = World(rules(points=2))
    world.tell(story.messages)
    [award] = world.awards("order:1")
    assert award.outcome in Award.Outcome.values
    assert award.reason["code"] in ("order", "ineligible")
    assert (award.outcome == "awarded") == (award.posted > 0)
    if award.outcome != "awarded":
        assert award.reason["why"]
    assert recompute(award.reason) == award.posted
    for row in Transaction.objects.filter(programme=world.programme):
        assert recompute(row.reason) == row.reason["points"]


@RUNS
@given(parts=st.lists(st.integers(0, 20_000), min_size=2, max_size=6), rate=RATES)
def test_a4_splitting_an_order_never_gives_more(parts: list[int], rate: tuple[int, str]) -> None:
    document = rules(points=rate[0], per=rate[1])
    whole, split = World(document), World(document)
    whole.tell([Teller("1", [Goods(1, sum(parts))]).snapshot()])
    split.tell([Teller(str(i), [Goods(1, part)]).snapshot() for i, part in enumerate(parts)])
    assert split.net() <= whole.net()


@RUNS
@given(story=stories(), seed=st.integers(0, 2**32))
def test_r7_what_arrives_before_its_order_waits_for_it(story: Story, seed: int) -> None:
    world = World(rules())
    late = story.messages[:1]
    early = story.messages[1:]
    random.Random(seed).shuffle(early)
    only_refunds = [message for message in early if message.header is None]
    world.tell(only_refunds)
    assert world.net() == 0, "a refund alone never posts"
    assert world.changes() == []
    world.tell(early + late)
    assert world.net() == points(story.sale, points_per=1, per="1.00")
    world.check()


@RUNS
@given(story=stories(), crash=st.integers(0, 5))
def test_i5_a_crash_inside_a_posting_leaves_nothing_and_a_retry_leaves_the_whole(
    story: Story, crash: int
) -> None:
    world = World(rules(points=4))
    done = min(crash, len(story.messages) - 1)
    world.tell(story.messages[:done])
    before = world.books()
    with (
        patch.object(settling, "_keep", side_effect=RuntimeError("killed")),
        pytest.raises(RuntimeError),
    ):
        world.tell(story.messages[done:], batch=100)
    assert world.books() == before
    world.check()
    world.tell(story.messages[done:])
    assert world.net() == points(story.sale, points_per=4, per="1.00")
    world.check()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"test": True}, "test"),
        ({"paid": False}, "not_paid"),
        ({"confirmed": False}, "unconfirmed"),
        ({"customer": ""}, "no_customer"),
    ],
)
def test_a3_s7_an_order_that_earns_nothing_says_why_and_posts_nothing(
    change: dict[str, Any], why: str
) -> None:
    world = World(rules())
    plain = Teller("1", [Goods(1, 5000)]).snapshot().header
    assert plain is not None
    header = Header(**{name: getattr(plain, name) for name in plain.__struct_fields__} | change)
    world.tell([OrderTold(order="1", header=header)])
    [award] = world.awards("order:1")
    assert (award.outcome, award.reason["why"], award.posted) == ("ineligible", why, 0)
    assert world.changes() == []


def test_a_shop_that_never_published_earns_nothing_for_anybody() -> None:
    world = World(None)
    world.tell([Teller("1", [Goods(1, 5000)]).snapshot()])
    [award] = world.awards("order:1")
    assert (award.outcome, award.reason["why"]) == ("ineligible", "no_programme")
    assert world.changes() == []


def test_a_late_message_earns_by_the_rules_of_the_orders_own_time() -> None:
    world = World(rules(points=1))
    world.publish(rules(points=9), at=START + timedelta(seconds=1))
    world.tell([Teller("1", [Goods(1, 5000)]).snapshot()], now=START + timedelta(days=30))
    assert world.net() == 50


@RUNS
@given(paid=st.integers(1, 100_000), back=st.integers(0, 200_000), policy=POLICIES)
def test_r1_never_more_is_reversed_than_was_awarded(paid: int, back: int, policy: str) -> None:
    world = World(rules(clawback=policy))
    teller = Teller("1", [Goods(1, paid)])
    messages = [teller.snapshot()]
    teller.tick()
    messages.append(teller.refund([], back))
    world.tell(messages, batch=1)
    awarded = points(Sale([Goods(1, paid)]), points_per=1, per="1.00")
    reversed_ = -sum(change for change in world.changes() if change < 0)
    assert 0 <= reversed_ <= awarded
    assert world.net() == awarded - reversed_


def test_s8_an_order_beyond_the_bounds_is_refused_with_its_reason_and_posts_nothing() -> None:
    world = World(rules(points=1_000_000, per="0.01"))
    with pytest.raises(Unreadable, match="would earn more than"):
        world.tell([Teller("1", [Goods(1, 10**8)]).snapshot()])
    assert world.changes() == []


@RUNS
@given(line=st.integers(1, 10**9))
def test_lines_of_any_size_stay_whole_numbers(line: int) -> None:
    world = World(rules(points=1))
    header = Header(
        id="1", name="#1", updated_at=START, processed_at=START, currency="USD", paid=True, customer="7001",
        lines=(Line(id="a", title="a", quantity=1, current=1, net=line),),
    )  # fmt: skip
    world.tell([OrderTold(order="1", header=header)])
    assert world.net() == line // 100
