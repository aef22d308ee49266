"""Product facts in an order's terms: pinned by line, never altered."""

import json

from loyalty.engine.about import About, from_terms, to_terms
from loyalty.engine.goods import GONE, ProductFacts
from loyalty.engine.line_goods import goods_by_line
from tests.engine.test_cycles import order

TEA = ProductFacts(type="Tea", tags=("organic",), collections=("7", "teas"), on_sale=("11",))


def test_what_was_known_comes_back_through_json() -> None:
    found = order(1, "tea", "honey", "gone").header
    assert found is not None
    about = About(goods=goods_by_line(found, {"tea": TEA, "gone": GONE}))
    terms = json.loads(json.dumps({"about": to_terms(about)}))
    assert from_terms(terms) == about
    assert about.goods == {"1-tea": TEA, "1-gone": GONE}


def test_what_was_pinned_stays_and_an_added_line_is_new() -> None:
    before, after = order(1, "tea").header, order(1, "tea", "honey").header
    assert before is not None
    assert after is not None
    kept = goods_by_line(before, {"tea": TEA})
    later = {"tea": ProductFacts(type="Coffee"), "honey": ProductFacts(type="Pantry")}
    assert goods_by_line(after, later, kept) == {"1-tea": TEA, "1-honey": ProductFacts(type="Pantry")}
    assert kept == {"1-tea": TEA}, "what was given is not changed"


def test_orders_from_before_there_were_goods_have_none() -> None:
    assert from_terms(None).goods == {}
