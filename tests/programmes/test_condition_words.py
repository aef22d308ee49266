"""Conditions in words."""

from typing import Any

import pytest

from loyalty.engine.conditions import COMPARING, FIELDS
from loyalty.panel import condition_words
from loyalty.panel.condition_words import condition_in_words

POS = {"field": "order.source", "in": ["web", "pos"]}
GOLD = {"field": "member.tier", "is": "gold"}
SALE = {"field": "line.on_sale", "is": False}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (POS, "sales channel is web or pos"),
        (SALE, "not on sale"),
        ({"field": "order.total", "at_least": "50.00"}, "order total is 50.00 or more"),
        ({"all": [POS, {"not": GOLD}]}, "sales channel is web or pos and not tier is gold"),
        ({"not": {"any": [GOLD, SALE]}}, "not (tier is gold or not on sale)"),
        ({"points": 5}, ""),
        ({"all": ["spend", "orders"]}, ""),
    ],
)
def test_a_condition_is_told_in_words(given: dict[str, Any], told: str) -> None:
    assert condition_in_words(given) == told


def test_every_field_and_comparison_has_words() -> None:
    assert set(condition_words.FIELDS) == set(FIELDS)
    assert set(condition_words.COMPARISONS) == {"is", "in", *COMPARING}
