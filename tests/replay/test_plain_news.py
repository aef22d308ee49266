"""Law I6 within a replay: news that only takes back leaves everything as the long way would have left it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from loyalty.engine.document import Document, parse
from loyalty.engine.facts import Fact, Header, Line, OrderTold, Refund, RefundLine
from loyalty.engine.replay.plain_news import PlainNews
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import totals
from loyalty.programmes.preset import preset
from tests.faults.year import END, START, Year
from tests.replay.test_plain_orders import TIMEZONE, seen, spending_on

HEADER = Header(
    id="1",
    name="#1",
    updated_at=START,
    processed_at=START,
    currency="USD",
    lines=(
        Line(id="11", title="Tea", quantity=2, current=2, net=4000),
        Line(id="12", title="Pot", quantity=1, current=1, net=25000),
    ),
    paid=True,
    customer="7",
)
ORDER = OrderTold(order="1", header=HEADER)
RULES: dict[str, Any] = {
    "schema": 2,
    "name": "Tea",
    "points": {"value": "0.01", "rounding": "half_up"},
    "earning": [
        {"id": "goods", "on": "order_paid", "award": {"points": 3, "per": "1.00"}, "hold_days": 14},
        {"id": "fixed", "on": "order_paid", "award": {"points": 40}},
        {"id": "pieces", "on": "order_paid", "award": {"points": 7, "per_item": 1}, "currency": "stamps"},
    ],
    "currencies": [{"id": "stamps", "one": "stamp", "many": "stamps"}],
    "tiers": {
        "by": "spend",
        "window": {"rolling_months": 12},
        "levels": [{"id": "member", "at": "0"}, {"id": "silver", "at": "100.00", "multiplier": "1.5"}],
    },
}


class Counting(PlainNews):
    """Counts the news that goes the short way."""

    quick = 0

    def told(self, fact: OrderTold, timezone: str, now: datetime) -> bool:
        went = super().told(fact, timezone, now)
        Counting.quick += went
        return went


def alike(document: Document, facts: Iterable[tuple[datetime, Fact]]) -> int:
    """Plays the facts both ways; how much news went the short one."""
    short, long = (Replay(document, timezone=TIMEZONE, currency="USD") for _ in range(2))
    assert short.news is not None
    Counting.quick = 0
    short.news, long.news = Counting(short.orders, short.news.ways), None
    for at, fact in facts:
        for replay in (short, long):
            try:
                replay.tell(fact, at)
            except ValueError:
                continue
        assert seen(short) == seen(long), fact
    for replay in (short, long):
        replay.until(END)
    assert seen(short) == seen(long)
    assert totals(short) == totals(long)
    assert short.tiers(END) == long.tiers(END)
    return Counting.quick


def back(number: int, at: datetime, *lines: tuple[str, int, int], other: int = 0) -> OrderTold:
    told = tuple([RefundLine(line=line, quantity=many, amount=amount) for line, many, amount in lines])
    return OrderTold(order="1", refunds=(Refund(id=str(number), at=at, lines=told, other=other),))


def header(days: int, **changes: Any) -> OrderTold:
    return OrderTold(order="1", header=replace(HEADER, updated_at=START + timedelta(days=days), **changes))


def after(*facts: OrderTold) -> list[tuple[datetime, Fact]]:
    """The order, and each of these five days later than the one before."""
    return [(START + timedelta(days=5 * place), fact) for place, fact in enumerate((ORDER, *facts))]


def test_refunds_one_after_the_other_go_the_short_way() -> None:
    later = START + timedelta(days=40)
    news = after(
        back(1, START, ("11", 1, 2000)),
        back(1, START, ("11", 1, 2000)),
        back(2, later, ("12", 1, 25000)),
        back(3, START, other=500),
    )
    assert alike(parse(RULES), news) == 4


def test_a_cancelling_after_everything_was_spent_goes_the_short_way_into_debt() -> None:
    assert alike(parse(RULES), after(back(1, START, ("12", 1, 25000)), header(6, cancelled=True))) == 2


def test_an_order_told_again_as_it_was_goes_the_short_way_and_changes_nothing() -> None:
    assert alike(parse(RULES), after(ORDER, header(3, name="#1b"))) == 2


def test_an_order_that_grew_goes_the_long_way() -> None:
    more = (*HEADER.lines, Line(id="13", title="Cup", quantity=1, current=1, net=900))
    assert alike(parse(RULES), after(header(3, lines=more))) == 0


def test_a_refund_before_its_order_and_one_of_an_order_that_gave_nothing_go_the_long_way() -> None:
    unpaid = replace(ORDER, header=replace(HEADER, paid=False))
    refund = back(1, START, ("11", 1, 2000))
    assert alike(parse(RULES), [(START, refund), (START, ORDER)]) == 0
    assert alike(parse(RULES), [(START, unpaid), (START, refund)]) == 0


@pytest.mark.parametrize("name", ["brand-bucks", "spend-tiers"])
def test_a_year_of_a_preset(name: str) -> None:
    document = preset(name).document
    assert alike(document, spending_on(document, Year(seed=3, members=5, orders=40).facts()))


def test_limits_go_the_long_way() -> None:
    capped = RULES | {"caps": [{"id": "most", "points": 100, "per": "month"}]}
    assert alike(parse(capped), after(back(1, START, ("11", 1, 2000)))) == 0
