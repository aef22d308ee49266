"""A sample order that a condition fits, as far as one can be made: for examples beside a form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.common.money import minor
from loyalty.engine.about import About
from loyalty.engine.conditions import COMPARING, FIELDS, WEEKDAYS, AllOf, AnyOf, Ask, Condition, Not
from loyalty.engine.facts import Header, Line, OrderTold
from loyalty.engine.goods import ProductFacts
from loyalty.engine.order_state import EMPTY, OrderState, merge

PRICE = 24  # of the one piece, in units of the currency
DAYS = 400  # looked ahead for a weekday in a month
# Whose ids may be written as the platform's whole address.
ADDRESSED = frozenset({"line.product", "line.variant", "line.collection"})
LINE, SKU, PRODUCT, VARIANT = "a", "SAMPLE", "sample", "sample-1"


@dataclass(frozen=True, slots=True)
class Sample:
    """An order with what is known of its member and goods. `facts` is what makes it fit, by field."""

    state: OrderState
    about: About
    facts: dict[str, Any] = field(default_factory=dict)


def fitting(
    conditions: Sequence[Condition | None],
    *,
    currency: str,
    timezone: str,
    since: datetime,
    paid: int | None = None,
) -> Sample:
    """`since` is the earliest moment to look at; `paid` is for how much, in minor units, where nothing asks."""
    facts: dict[str, Any] = {}
    for condition in conditions:
        for ask, wanted in _wishes(condition, wanted=True):
            _grant(facts, ask, wanted=wanted)
    if paid is not None and "order.total" not in facts:
        facts["order.total"] = paid
    elif "order.total" in facts:
        facts["order.total"] = minor(str(facts["order.total"]), currency)
    return Sample(_order(facts, currency, _moment(facts, timezone, since)), _about(facts, since), facts)


def _wishes(condition: Condition | None, *, wanted: bool) -> Iterator[tuple[Ask, bool]]:
    """The questions to answer so that the condition becomes what is wanted; of several ways the first."""
    if isinstance(condition, Ask):
        yield condition, wanted
    elif isinstance(condition, Not):
        yield from _wishes(condition.not_, wanted=not wanted)
    elif isinstance(condition, AllOf | AnyOf):
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        every = isinstance(condition, AllOf) == wanted
        for part in parts if every else parts[:1]:
            yield from _wishes(part, wanted=wanted)


def _grant(facts: dict[str, Any], ask: Ask, *, wanted: bool) -> None:
    kind = FIELDS[ask.field]
    if kind == "flag":
        facts[ask.field] = ask.is_ is wanted
    elif kind == "text":
        if wanted:
            answer = (ask.in_ or (str(ask.is_),))[0]
            facts.setdefault(ask.field, answer.rpartition("/")[2] if ask.field in ADDRESSED else answer)
        elif ask.field == "order.weekday":
            unwanted = ask.in_ or (ask.is_,)
            facts.setdefault(ask.field, next((day for day in WEEKDAYS if day not in unwanted), "monday"))
    else:
        [(comparison, value)] = ask.given.items()
        facts[ask.field] = _number(comparison, Decimal(value), wanted, Decimal(facts.get(ask.field, 1)))


def _number(comparison: str, value: Decimal, wanted: bool, known: Decimal) -> Decimal:
    if comparison not in COMPARING:
        return value if wanted else value + 1
    if not wanted:
        comparison = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least"}[
            comparison
        ]
    if comparison in ("at_least", "above"):
        return max(known, value + (comparison == "above"))
    return max(Decimal(0), min(known, value - (comparison == "below")))


def _moment(facts: dict[str, Any], timezone: str, since: datetime) -> datetime:
    """Noon, or the hour that is asked for, on the first day that fits."""
    local = since.astimezone(ZoneInfo(timezone))
    start = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if "order.hour" in facts or start.hour < 12:
        start = start.replace(hour=int(min(facts.get("order.hour", 12), 23)))
    for days in range(DAYS):
        at = start + timedelta(days=days)
        right_day = facts.get("order.weekday", WEEKDAYS[at.weekday()]) == WEEKDAYS[at.weekday()]
        if at > local and right_day and facts.get("order.month", at.month) == at.month:
            return at
    return start


def _order(facts: dict[str, Any], currency: str, at: datetime) -> OrderState:
    one = max(minor("1", currency), 100)  # prices that look like prices in yen as in dollars
    pieces = max(1, int(min(facts.get("order.items", 1), 10_000)))
    line = Line(
        id=LINE,
        title=facts.get("line.title", ""),
        quantity=pieces,
        current=pieces,
        net=int(facts.get("order.total", PRICE * one * pieces)),
        product=facts.get("line.product", PRODUCT),
        variant=facts.get("line.variant", VARIANT),
        sku=facts.get("line.sku", SKU),
        vendor=facts.get("line.vendor", ""),
    )
    header = Header(
        id="sample",
        name="",
        updated_at=at,
        processed_at=at,
        currency=currency,
        paid=True,
        customer="1",
        source=facts.get("order.source", ""),
        gateways=_one(facts, "order.gateway"),
        tags=_one(facts, "order.tag"),
        discount_codes=_one(facts, "order.discount_code"),
        subscription=bool(facts.get("order.subscription")),
        lines=(line,),
    )
    plans = (LINE,) if facts.get("line.subscription") else ()
    return merge(EMPTY, OrderTold(order="sample", header=header, plans=plans))


def _one(facts: dict[str, Any], name: str) -> tuple[str, ...]:
    return (facts[name],) if name in facts else ()


def _about(facts: dict[str, Any], since: datetime) -> About:
    goods = ProductFacts(
        type=facts.get("line.type", ""),
        tags=_one(facts, "line.tag"),
        collections=_one(facts, "line.collection"),
        on_sale=(facts.get("line.variant", VARIANT),) if facts.get("line.on_sale") else (),
    )
    days = int(min(facts.get("member.days_since_joined", 0), 36_500))
    return About(
        tier=facts.get("member.tier", ""),
        plans=_one(facts, "member.plan"),
        badges=_one(facts, "member.badge"),
        orders_before=int(facts.get("member.orders_before", 0)),
        joined_at=since - timedelta(days=days),
        birthday_month=int(facts.get("member.birthday_month", 0)),
        goods={LINE: goods},
        cycles={LINE: int(facts["line.cycle"])} if "line.cycle" in facts else {},
    )
