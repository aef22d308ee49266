"""Laws A6 and R3 where caps and budgets overlap without one lying within the other."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loyalty.engine.document import Document, parse
from loyalty.engine.facts import Header, Line, OrderTold, Refund, RefundLine
from loyalty.engine.limits import Rooms
from loyalty.engine.order_state import EMPTY, OrderState, merge
from loyalty.engine.reasons import recompute
from loyalty.engine.terms import Firsts, Terms, decide_by_terms
from tests.laws.world import START

KINDS = 4
Held = dict[tuple[int, str], int]  # what each order's rules hold


def programme(dice: random.Random) -> Document:
    """A rule for each kind of goods, under caps and budgets over any of them."""
    rules = [
        {
            "id": f"kind-{n}",
            "on": "order_paid",
            "award": {"points": dice.choice([1, 2, 3]), "per": "1.00"},
            "lines": {"field": "line.sku", "is": f"KIND{n}"},
        }
        for n in range(KINDS)
    ]
    caps = [
        {
            "id": f"cap-{n}",
            "points": dice.randrange(1, 150),
            "per": dice.choice(["order", "day", "life"]),
            "of": dice.choice(["member", "programme"]),
            "rules": some_rules(dice),
        }
        for n in range(dice.randrange(4))
    ]
    campaigns = [
        {"id": f"more-{n}", "multiplier": "2", "budget": dice.randrange(1, 150), "rules": some_rules(dice)}
        for n in range(dice.randrange(3))
    ]
    stacking = dice.choice(["best", "sum", "multiply"])
    return parse(
        {"schema": 2, "name": "Overlaps", "earning": rules, "caps": caps, "campaigns": campaigns}
        | {"stacking": stacking}
    )


def some_rules(dice: random.Random) -> list[str]:
    return [f"kind-{n}" for n in sorted(dice.sample(range(KINDS), dice.randrange(1, KINDS + 1)))]


class Shop:
    """Three members' orders, decided as they are told, under one set of rooms."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rooms = Rooms()
        self.states: dict[int, OrderState] = {}
        self.terms: dict[int, Terms | None] = {}
        self.held: Held = {}

    def hear(self, number: int, told: OrderTold) -> int:
        """Tells an order, returns what it holds in all."""
        self.states[number] = merge(self.states.get(number, EMPTY), told)
        asked = decide_by_terms(
            self.document, self.states[number], version=1, terms=self.terms.get(number), member_id=number % 3,
            known=Firsts(), timezone="America/New_York", rooms=self.rooms,
        )  # fmt: skip
        self.terms[number] = asked.pin or self.terms.get(number)
        for one in asked.decisions:
            assert one.points == 0 or recompute(one.reason) == one.points
            self.held[number, one.rule] = one.points
        return self.holds(number)

    def holds(self, number: int) -> int:
        return sum(points for (order, _), points in self.held.items() if order == number)

    def no_cap_is_exceeded(self) -> None:
        for cap in self.document.caps:
            sums: dict[Any, int] = {}
            for (number, rule), points in self.held.items():
                if rule in cap.rules:
                    whose = (number if cap.per == "order" else 0, number % 3 if cap.of == "member" else 0)
                    sums[whose] = sums.get(whose, 0) + points
            assert max(sums.values(), default=0) <= cap.points, cap.id
        for (name, *_), used in self.rooms.used.items():
            kind, _, wanted = name.partition(":")
            for one in self.document.campaigns:
                assert kind != "campaign" or wanted != one.id or used <= (one.budget or 0)


def placed(number: int, prices: list[int], **more: Any) -> OrderTold:
    lines = tuple(
        Line(id=str(n), title=f"Tea {n}", quantity=1, current=1, net=net, sku=f"KIND{n}")
        for n, net in enumerate(prices)
    )
    header = Header(
        id=str(number), name=f"#{number}", updated_at=START, processed_at=START, currency="USD", paid=True,
        customer="7", lines=lines,
    )  # fmt: skip
    return OrderTold(order=str(number), header=replace(header, **more))


def back(number: int, line: int, amount: int) -> OrderTold:
    lines = (RefundLine(line=str(line), quantity=0, amount=amount),)
    return OrderTold(order=str(number), refunds=(Refund(id=f"r{line}", at=START, lines=lines),))


@settings(max_examples=300)
@given(st.integers(0, 10**9))
def test_a6_r3_a_refund_raises_nothing_where_caps_and_budgets_overlap(seed: int) -> None:
    dice = random.Random(seed)
    shop = Shop(programme(dice))
    prices = {number: [dice.randrange(0, 9_000) for _ in range(KINDS)] for number in range(4)}
    first = {number: shop.hear(number, placed(number, prices[number])) for number in prices}
    shop.no_cap_is_exceeded()
    whole = dict(shop.held)
    deeds = [(number, line) for number in prices for line in range(KINDS)]
    for number, line in dice.sample(deeds, 8):
        others = {key: points for key, points in shop.held.items() if key[0] != number}
        before = shop.holds(number)
        net = prices[number][line]
        assert shop.hear(number, back(number, line, dice.choice([net, net // 2]))) <= before
        assert {key: points for key, points in shop.held.items() if key[0] != number} == others
        shop.no_cap_is_exceeded()
    for number in prices:
        assert shop.holds(number) <= first[number]
        assert shop.hear(number, placed(number, prices[number], cancelled=True)) == 0
    assert {key[0] for key in shop.held} == {key[0] for key in whole}
