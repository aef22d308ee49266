"""Programmes and orders of any shape the engine takes, for comparing two ways of deciding."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from loyalty.engine.about import About
from loyalty.engine.facts import Header, Line, Refund, RefundLine
from loyalty.engine.goods import ProductFacts
from loyalty.engine.limits import Allowed, Key, Rooms
from loyalty.engine.order_state import OrderState

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
WORDS = ("web", "POS", "straße", "vip")
TIERS = ("member", "gold", "web")
FIELDS_OF_TEXT = ("order.source", "order.gateway", "order.tag", "order.discount_code")
LINE_TEXTS = (
    "line.product",
    "line.sku",
    "line.vendor",
    "line.title",
    "line.type",
    "line.tag",
    "line.collection",
)
NUMBERS = ("order.items", "order.hour", "order.month", "member.orders_before", "member.days_since_joined")
COMPARING = ("at_least", "at_most", "above", "below")
Made = dict[str, Any]

words = st.sampled_from(WORDS)
times = st.sampled_from([None, "2026-03-28T13:00:00", "2026-03-01T00:00:00", "2026-04-01T00:00:00"])


def _texts(fields: tuple[str, ...]) -> st.SearchStrategy[Made]:
    one = st.fixed_dictionaries({"field": st.sampled_from(fields), "is": words})
    some = st.lists(words, min_size=1, max_size=2).map(tuple)
    return one | st.fixed_dictionaries({"field": st.sampled_from(fields), "in": some})


numbers = st.builds(
    lambda field, how, value: {"field": field, how: value},
    st.sampled_from(NUMBERS),
    st.sampled_from((*COMPARING, "is")),
    st.integers(0, 12),
)
money = st.builds(
    lambda how, value: {"field": "order.total", how: value},
    st.sampled_from(COMPARING),
    st.sampled_from(["10.00", "25.00", "0.5", "25.005"]),
)
flags = st.fixed_dictionaries({"field": st.just("order.subscription"), "is": st.booleans()})
line_flags = st.fixed_dictionaries(
    {"field": st.sampled_from(["line.on_sale", "line.subscription"]), "is": st.booleans()}
)
line_asks = _texts(LINE_TEXTS) | line_flags
members_asks = st.sampled_from(
    [{"field": "member.tier", "is": tier} for tier in TIERS]
    + [{"field": "member.badge", "in": ("web", "vip")}]
)
asks = _texts(FIELDS_OF_TEXT) | members_asks | line_asks | numbers | money | flags


def _tree(leaves: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    return leaves | st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda all_: {"all": all_}),
            st.lists(inner, min_size=1, max_size=3).map(lambda any_: {"any": any_}),
            inner.map(lambda one: {"not": one}),
        ),
        max_leaves=4,
    )


awards = st.one_of(
    st.builds(lambda n, per: {"points": n, "per": per}, st.integers(1, 7), st.sampled_from(["1.00", "0.3", "7"])),
    st.builds(lambda n, per: {"points": n, "per_item": per}, st.integers(1, 7), st.integers(1, 3)),
    st.builds(lambda n: {"points": n}, st.integers(1, 90)),
    st.just({"badge": "early"}),
)  # fmt: skip


def _some(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Made]:
    return st.fixed_dictionaries({}, optional=parts)


def _timed(part: Made) -> Made:
    if part.get("from") and part.get("until") and part["from"] >= part["until"]:
        del part["until"]
    return {key: value for key, value in part.items() if value is not None}


counts = _some(tax=st.booleans(), shipping=st.booleans(), tips=st.booleans(), gift_cards=st.booleans())
rules = st.builds(
    lambda award, more: _timed({"on": "order_paid", "award": award} | more),
    awards,
    _some(
        when=_tree(asks),
        lines=_tree(line_asks),
        counts=counts,
        hold_days=st.integers(0, 3),
        limit=st.fixed_dictionaries({"times": st.just(1), "per": st.sampled_from(["life", "day"])}),
        sponsor=words,
        until=times,
        **{"from": times},
    ),
)
firsts = st.builds(
    lambda award, more: {"on": "first_order", "award": award} | more,
    st.just({"points": 100}) | st.just({"badge": "early"}),
    _some(when=_tree(asks)),
)
factors = st.fixed_dictionaries(
    {"multiplier": st.sampled_from(["2", "1.5", "0.5"])},
    optional={"lines": _tree(line_asks), "rules": st.just(["r0"])},
)
bonuses = st.fixed_dictionaries({"bonus": st.integers(1, 50)})
campaigns = st.builds(
    lambda kind, more: _timed(kind | more),
    factors | bonuses,
    _some(when=_tree(asks), budget=st.integers(1, 60), until=times, **{"from": times}),
)
caps = st.builds(
    lambda points, per, of, more: {"points": points, "per": per, "of": of} | more,
    st.integers(1, 120),
    st.sampled_from(["order", "day", "life"]),
    st.sampled_from(["member", "programme"]),
    _some(rules=st.sampled_from([["r0"], ["r0", "r1"], ["r1", "r2"]])),
)
LADDER = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "member", "at": "0"}, {"id": "gold", "at": "9", "multiplier": "1.5"}, {"id": "web", "at": "99"}],
}  # fmt: skip


@st.composite
def programmes(draw: st.DrawFn) -> Made:
    """A document as `parse` takes it."""
    orders = draw(st.lists(rules, min_size=1, max_size=12))
    named = [{"id": f"r{number}"} | rule for number, rule in enumerate(orders)]
    named += [{"id": f"f{number}"} | rule for number, rule in enumerate(draw(st.lists(firsts, max_size=2)))]
    return {
        "schema": 2,
        "name": "any",
        "points": {"rounding": draw(st.sampled_from(["down", "half_up", "up"]))},
        "badges": [{"id": "early", "title": "Early"}, *({"id": word, "title": word} for word in ("web", "vip"))],
        "earning": named,
        "campaigns": [{"id": f"c{n}"} | one for n, one in enumerate(draw(st.lists(campaigns, max_size=3)))],
        "stacking": draw(st.sampled_from(["best", "sum", "multiply"])),
        "caps": [{"id": f"k{n}"} | one for n, one in enumerate(draw(st.lists(caps, max_size=2)))],
        "tiers": LADDER,
        "expiry": draw(st.sampled_from([
            None, {"per": "lot", "months": 1, "end_of": "month"}, {"per": "inactivity", "months": 2},
            {"per": "both", "months": 11, "inactive_months": 1},
        ])),
        "referral": draw(st.sampled_from([
            None, {"advocate": {"points": 9}, "friend": {"points": 5}},
            {"advocate": {"badge": "vip"}, "friend": {"points": 5}, "minimum": "10.00", "limit": {"times": 2}},
            {"advocate": {"points": 9}, "most": {"times": 3, "per": "month"}, "limit": {"times": 1, "per": "day"}},
            {"friend": {"points": 5}, "from": "2026-02-01T00:00", "until": "2026-04-01T00:00", "hold_days": 3},
        ])),
    }  # fmt: skip


texts = st.sampled_from(["", "web", "pos", "STRASSE", "vip", "other"])
several = st.lists(texts.filter(bool), max_size=2, unique=True).map(lambda some: tuple(sorted(some)))
prices = st.sampled_from([0, 1, 999, 1000, 2500, 12345])


@st.composite
def _lines(draw: st.DrawFn) -> tuple[Line, ...]:
    made = []
    for number in range(draw(st.integers(0, 3))):
        quantity = draw(st.integers(1, 3))
        made.append(
            Line(
                id=str(number),
                title=draw(texts),
                quantity=quantity,
                current=draw(st.integers(0, quantity)),
                net=draw(prices),
                tax=draw(st.integers(0, 90)),
                gift_card=draw(st.booleans()),
                product=draw(texts),
                variant="v",
                vendor=draw(texts),
                sku=draw(texts),
                subscription=draw(st.booleans()),
            )
        )
    return tuple(made)


@st.composite
def orders(draw: st.DrawFn) -> OrderState:
    """Orders with what was told of them later."""
    at = NOON + timedelta(hours=draw(st.integers(-24, 24)))
    lines = draw(_lines())
    header = Header(
        id="1", name="#1", updated_at=at, processed_at=at, currency=draw(st.sampled_from(["USD", "JPY", "KWD"])),
        lines=lines, paid=draw(st.sampled_from([True, True, False])),
        cancelled=draw(st.sampled_from([False, False, True])),
        customer="7", source=draw(texts), gateways=draw(several), tags=draw(several), discount_codes=draw(several),
        subscription=draw(st.booleans()), tax=draw(st.integers(0, 50)), shipping=draw(prices), tip=draw(prices),
    )  # fmt: skip
    back = [
        RefundLine(line=line.id, quantity=draw(st.integers(0, 3)), amount=draw(prices), tax=0)
        for line in lines[:2]
    ]
    refund = Refund(id="9", at=at, lines=tuple(back), other=draw(prices), shipping=draw(st.integers(0, 9)))
    return OrderState(header=header, refunds=draw(st.sampled_from([(), (), (refund,)])))


goods = st.builds(
    ProductFacts, type=texts, tags=several, collections=several, on_sale=st.sampled_from([(), ("v",)])
)
members = st.builds(
    About,
    tier=st.sampled_from(["", *TIERS]),
    badges=several,
    orders_before=st.integers(0, 12),
    joined_at=st.sampled_from([None, NOON - timedelta(days=5)]),
    goods=st.dictionaries(st.sampled_from(["0", "1"]), goods),
)


@st.composite
def allowances(draw: st.DrawFn) -> Allowed:
    """Rooms somebody used before."""
    used = {Key("cap:k0", 3, ""): 50, Key("rule:r0", 3, ""): 1, Key("campaign:c0", 0, ""): 30}
    kept = draw(st.sets(st.sampled_from(sorted(used))))
    granted = draw(st.sampled_from([{}, {"rule:r0@": 1}, {"cap:k0@": 7}, {"campaign:c0@": 4}]))
    return Allowed(Rooms({key: used[key] for key in kept}), dict(granted), 3)
