"""The laws of earning with multipliers, campaigns, budgets and caps, against sums worked here."""

import random
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.engine.about import NOBODY, About
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document, parse
from loyalty.engine.earning import decide_order
from loyalty.engine.exact import rounded
from loyalty.engine.facts import Header, Line, OrderTold, Refund, RefundLine
from loyalty.engine.limits import Allowed, Key, Rooms
from loyalty.engine.order_state import EMPTY, OrderState, merge
from loyalty.engine.terms import Firsts, Terms, decide_by_terms
from tests.laws import corpus
from tests.laws.world import START

Prices = list[int]
PRICES = st.lists(st.integers(0, 5_000), min_size=1, max_size=4)
ROUNDING = st.sampled_from(["down", "half_up", "up"])
STACKING = st.sampled_from(["best", "sum", "multiply"])
FACTORS = st.lists(st.sampled_from(["1.5", "2", "3", "1.25"]), max_size=3)
SEEDS = st.integers(0, 10**9)
RUNS = settings(max_examples=150)


def state(prices: Prices, *, back: Prices | None = None) -> OrderState:
    """One line per price; `back` is refunded of each."""
    header = Header(
        id="1",
        name="#1",
        updated_at=START,
        processed_at=START,
        currency="USD",
        paid=True,
        customer="7",
        lines=tuple(
            Line(id=str(n), title=f"Tea {n}", quantity=1, current=1, net=net, sku=f"SKU{n}")
            for n, net in enumerate(prices)
        ),
    )
    lines = tuple(RefundLine(line=str(n), quantity=0, amount=one) for n, one in enumerate(back or ()))
    return OrderState(header=header, refunds=(Refund(id="r", at=START, lines=lines),) if back else ())


def document(**more: Any) -> Document:
    rule = {"id": "order", "on": "order_paid", "award": {"points": 3, "per": "1.00"}}
    return parse({"schema": 2, "name": "Laws", "earning": [rule]} | more)


def points(
    programme: Document, told: OrderState, *, allowed: Allowed | None = None, about: About = NOBODY
) -> int:
    return sum(one.points for one in decisions(programme, told, allowed=allowed, about=about))


def decisions(
    programme: Document, told: OrderState, *, allowed: Allowed | None = None, about: About = NOBODY
) -> list[Decision]:
    return decide_order(
        programme, told, recognised=True, timezone="America/New_York", about=about, allowed=allowed
    )


def campaigns(factors: list[str], **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"c{n}", "multiplier": factor} | more for n, factor in enumerate(factors)]


def together(stacking: str, factors: list[str]) -> Fraction:
    exact = [Fraction(one) for one in factors]
    if not exact:
        return Fraction(1)
    if stacking == "best":
        return max(exact)
    whole = Fraction(1)
    for one in exact:
        whole = whole + one - 1 if stacking == "sum" else whole * one
    return whole


@RUNS
@given(PRICES, FACTORS, STACKING, ROUNDING)
def test_a1_an_order_is_rounded_once_whatever_multiplies_it(
    prices: Prices, factors: list[str], stacking: str, how: str
) -> None:
    programme = document(campaigns=campaigns(factors), stacking=stacking, points={"rounding": how})
    exact = Fraction(3 * sum(prices), 100) * together(stacking, factors)
    assert points(programme, state(prices)) == rounded(exact, how)


@RUNS
@given(PRICES, FACTORS, STACKING, ROUNDING)
def test_a1_a_campaign_with_room_enough_in_its_budget_gives_what_one_without_gives(
    prices: Prices, factors: list[str], stacking: str, how: str
) -> None:
    free = document(campaigns=campaigns(factors), stacking=stacking, points={"rounding": how})
    rich = document(campaigns=campaigns(factors, budget=10**9), stacking=stacking, points={"rounding": how})
    assert points(rich, state(prices)) == points(free, state(prices))


@RUNS
@given(PRICES, PRICES, st.booleans())
def test_a4_two_orders_never_get_more_than_the_same_goods_in_one(
    some: Prices, others: Prices, gold: bool
) -> None:
    """Rounded down, without campaigns and caps."""
    levels = [{"id": "base", "at": "0"}, {"id": "gold", "at": "250.00", "multiplier": "1.5"}]
    programme = document(tiers={"by": "spend", "window": {"lifetime": True}, "levels": levels})
    about = About(tier="gold" if gold else "base")
    parted = sum(points(programme, state(goods), about=about) for goods in (some, others))
    assert parted <= points(programme, state(some + others), about=about)


@RUNS
@given(PRICES, FACTORS, STACKING, ROUNDING, st.lists(st.integers(0, 60), min_size=3, max_size=3), st.data())
def test_r1_a_refund_never_adds_points_whatever_budgets_are_left(
    prices: Prices, factors: list[str], stacking: str, how: str, left: list[int], data: st.DataObject
) -> None:
    made = [one | {"budget": 1000} for one in campaigns(factors)]
    programme = document(
        campaigns=made,
        stacking=stacking,
        points={"rounding": how},
        caps=[{"id": "cap", "points": 400, "per": "order"}],
    )
    back = [data.draw(st.integers(0, one)) for one in prices]
    rooms = Rooms({})
    for one, room in zip(programme.campaigns, left, strict=False):
        rooms.used[budget(one.id)] = 1000 - room
    allowed = Allowed(rooms, {}, 7)
    before = points(programme, state(prices), allowed=allowed)
    after = points(programme, state(prices, back=back), allowed=Allowed(rooms, dict(allowed.granted), 7))
    assert after <= before
    again = points(programme, state(prices), allowed=Allowed(rooms, dict(allowed.granted), 7))
    assert again == before


def budget(name: str) -> Key:
    return Key(f"campaign:{name}", 0, "")


@RUNS
@given(SEEDS)
def test_r3_more_kept_never_means_fewer_points_in_any_programme(seed: int) -> None:
    """The whole order, all rules together, in points: a refund of a line, then of another."""
    dice = random.Random(seed)
    programme = parse(corpus.document(dice))
    about, rooms = corpus.about(dice), Rooms()
    granted: dict[str, int] = {}
    prices = [dice.randrange(1, 9_000) for _ in range(3)]
    goods = state(prices)
    seen = [goods] + [
        state(prices, back=[price if place <= n else 0 for place, price in enumerate(prices)])
        for n in range(3)
    ]
    sums = []
    for told in seen:
        made = decisions(programme, told, allowed=Allowed(rooms, granted, 7), about=about)
        sums.append(sum(one.points for one in made if one.currency == "points"))
    assert sums == sorted(sums, reverse=True)


@RUNS
@given(SEEDS)
def test_i2_one_orders_messages_in_any_order_come_to_the_same(seed: int) -> None:
    """With caps and budgets that others have used up in part; only what is held in the end is compared."""
    dice = random.Random(seed)
    programme = parse(corpus.document(dice))
    about, story = corpus.about(dice), corpus.story(dice, 1)
    used = {f"campaign-{n}": dice.randrange(600) for n in range(5)}
    mixed = dice.sample(story, len(story))
    assert ends(programme, story, about, used) == ends(programme, mixed + story[:1], about, used)


def ends(programme: Document, story: list[OrderTold], about: About, used: dict[str, int]) -> dict[str, int]:
    rooms = Rooms({budget(name): spent for name, spent in used.items()})
    told, held = EMPTY, dict[str, int]()
    terms: Terms | None = None
    for fact in story:
        told = merge(told, fact)
        asked = decide_by_terms(
            programme, told, version=1, terms=terms, member_id=7, known=Firsts(),
            timezone="America/New_York", about=lambda _pinned: about, rooms=rooms,
        )  # fmt: skip
        terms = asked.pin or terms
        held = {one.rule: one.points for one in asked.decisions if one.points}
    return held
