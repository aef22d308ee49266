"""Every field and every comparison has a sentence; a few are read word by word."""

from typing import Any

import pytest

from loyalty.engine.conditions import COMPARING, FIELDS
from loyalty.engine.document import parse
from loyalty.engine.misses import Why
from loyalty.ledger.names import Names
from loyalty.ledger.why_words import PLAIN, why_words

DOCUMENT = parse(
    {
        "schema": 2,
        "name": "Tea",
        "badges": [{"id": "early-bird", "title": "Early bird"}],
        "tiers": {
            "by": "spend",
            "window": {"lifetime": True},
            "levels": [{"id": "base", "at": "0"}, {"id": "gold", "title": "Gold leaf", "at": "250.00"}],
        },
    }
)
NAMES = Names(document=DOCUMENT, money="USD")
READ: list[tuple[Why, str]] = [
    (
        {"field": "order.source", "in": ["web", "iphone"], "got": ["pos"]},
        "The order came from pos; only web or iphone earns here.",
    ),
    (
        {"field": "order.source", "is": "pos", "got": ["pos"], "not": True},
        "The order came from pos; pos earns nothing here.",
    ),
    (
        {"field": "order.total", "at_least": "50.00", "got": 4999},
        "The goods of the order came to $49.99; it takes $50.00 or more to earn here.",
    ),
    (
        {"field": "order.items", "at_least": "3", "got": 3, "not": True},
        "The order had 3 items; it takes less than 3 to earn here.",
    ),
    (
        {"field": "order.weekday", "in": ["tuesday"], "got": ["monday"]},
        "The order was placed on a Monday; only Tuesday earns here.",
    ),
    (
        {"field": "order.month", "is": 12, "got": 3},
        "The order was placed in March; only December earns here.",
    ),
    (
        {"field": "member.tier", "is": "gold", "got": ["base"]},
        "The tier was base; only Gold leaf earns here.",
    ),
    ({"field": "member.tier", "is": "gold", "got": []}, "There was no tier yet; only Gold leaf earns here."),
    (
        {"field": "member.badge", "is": "early-bird", "got": ["early-bird"], "not": True},
        "The badges were Early bird; Early bird earns nothing here.",
    ),
    (
        {"lines": True, "field": "line.on_sale", "is": True, "got": [False]},
        "None of the goods were on sale; only goods on sale earn here.",
    ),
    (
        {"lines": True, "field": "line.on_sale", "is": True, "got": [False, True], "not": True},
        "Some of the goods were on sale; goods on sale earn nothing here.",
    ),
    (
        {"field": "member.days_since_joined", "at_least": "30", "got": None},
        "The programme had not been joined yet; it takes 30 or more to earn here.",
    ),
    ({"lines": True}, "The order has no goods that could earn here."),
    ("over", "It was over when the order was placed."),
]


@pytest.mark.parametrize(("why", "sentence"), READ, ids=[one[1][:40] for one in READ])
def test_a_miss_reads_like_this(why: Why, sentence: str) -> None:
    assert why_words(why, NAMES) == sentence


def misses(field: str) -> list[dict[str, Any]]:
    """Every comparison that fits the field, with what it answers, each also the other way round."""
    kind = FIELDS[field]
    if kind == "flag":
        asked: list[dict[str, Any]] = [{"is": True}, {"is": False}]
        answers: list[Any] = [True, False, [True, False], []]
    elif kind == "text":
        asked = [{"is": "monday"}, {"in": ["monday", "friday"]}, {"in": [f"t{n}" for n in range(9)]}]
        answers = [["friday"], [f"g{n}" for n in range(20)], []]
    else:
        asked = [{"is": 3}, *({one: "3"} for one in COMPARING)]
        answers = [4] if field.startswith("order.") else [1, 4, None]
        answers += [[1, 2], []] if field.startswith("line.") else []
    return [
        {"field": field, "got": got} | one | no
        for one in asked
        for got in answers
        for no in ({}, {"not": True})
    ]


@pytest.mark.parametrize("field", FIELDS)
def test_every_comparison_of_a_field_has_a_sentence(field: str) -> None:
    for miss in misses(field):
        sentence = why_words(miss, NAMES)
        assert sentence.endswith("."), sentence
        assert ";" in sentence
        assert "%" not in sentence
        assert field not in sentence


@pytest.mark.parametrize("why", PLAIN)
def test_every_plain_why_has_a_sentence(why: str) -> None:
    assert why_words(why, NAMES).endswith(".")


def test_asking_the_other_way_round_says_the_opposite() -> None:
    miss = {"field": "order.items", "at_least": "3", "got": 2}
    assert "3 or more" in why_words(miss, NAMES)
    assert "less than 3" in why_words(miss | {"not": True}, NAMES)
