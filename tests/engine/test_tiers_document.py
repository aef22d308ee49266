"""The document's tiers: what is taken, and how a mistake is told."""

from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from loyalty.engine.document import BadDocument, dump, json_schema, parse
from loyalty.engine.tiers import Amounts, Tiers

CONTRACT: dict[str, Any] = {
    "by": "spend",
    "window": {"rolling_months": 12},
    "levels": [
        {"id": "member", "at": "0"},
        {"id": "gold", "at": "250.00", "multiplier": "1.25", "entry_reward": "free-socks"},
    ],
    "grace_days": 30,
}
HYBRID: dict[str, Any] = {
    "by": {"all": ["spend", "orders"]},
    "window": {"programme_year": {"month": 4, "day": 1}},
    "levels": [
        {"id": "member", "at": {"spend": "0", "orders": 0}},
        {"id": "gold", "at": {"spend": "250.00", "orders": 3}, "retain": {"spend": "200", "orders": 2}},
    ],
    "keep_until": "window_end",
}


def tiers(given: dict[str, Any]) -> Tiers:
    read = parse({"name": "Club", "tiers": given}).tiers
    assert read is not None
    return read


def faults(base: dict[str, Any], **changed: Any) -> dict[str, str]:
    with pytest.raises(BadDocument) as bad:
        tiers(deepcopy(base) | changed)
    return dict(bad.value.errors)


def levels(*ats: Any, **second: Any) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = [{"id": f"level-{number}", "at": at} for number, at in enumerate(ats)]
    read[1] |= second
    return read


def test_the_published_shape_is_taken_and_written_back_the_same() -> None:
    for given in (CONTRACT, HYBRID):
        document = parse({"name": "Club", "tiers": given})
        assert parse(dump(document)) == document


def test_a_programme_without_tiers_stays_one_without() -> None:
    assert "tiers" not in dump(parse({"name": "Club"}))


def test_the_schema_knows_tiers() -> None:
    assert "Tiers" in json_schema()["$defs"]


def test_amounts_and_multipliers_are_exact() -> None:
    gold = tiers(CONTRACT).levels[1]
    assert gold.at == Decimal("250.00")
    assert gold.exact_multiplier == Fraction(5, 4)


def test_counts_may_be_whole_numbers() -> None:
    assert tiers(CONTRACT | {"by": "orders", "levels": levels(0, 10)}).levels[1].at == 10


def test_a_hybrid_has_an_amount_for_each_measure() -> None:
    at = tiers(HYBRID).levels[1].at
    assert isinstance(at, Amounts)
    assert at == Amounts(spend=Decimal(250), orders=Decimal(3))


def test_a_multiplier_may_be_lower_on_a_higher_level() -> None:
    ladder = [{"id": "a", "at": 0, "multiplier": "2"}, {"id": "b", "at": 1, "multiplier": "1.5"}]
    assert tiers(CONTRACT | {"levels": ladder}).levels[1].multiplier == Decimal("1.5")


@pytest.mark.parametrize("at", [250.0, True, "1e3", "-1", "250,00", "٢٥٠", " 250", None])
def test_a_threshold_that_is_not_exact_is_refused(at: Any) -> None:
    assert "as text" in faults(CONTRACT, levels=levels(0, at))["tiers.levels.1.at"]


def test_a_binary_multiplier_is_refused() -> None:
    assert "as text" in faults(CONTRACT, levels=levels(0, 1, multiplier=1.25))["tiers.levels.1.multiplier"]


def test_a_misspelt_key_is_told_with_its_path_and_the_right_one() -> None:
    told = faults(CONTRACT, levels=levels(0, 1, multiplyer="2"))
    assert told == {"tiers.levels.1.multiplyer": "this key is unknown; did you mean 'multiplier'?"}


def test_the_first_level_begins_at_nothing() -> None:
    assert "put 0 here" in faults(CONTRACT, levels=levels("10.00", "250.00"))["tiers.levels.0.at"]


@pytest.mark.parametrize("second", ["250.00", "249.99", "0"])
def test_levels_rise(second: str) -> None:
    assert "more than 250.00" in faults(CONTRACT, levels=levels(0, "250.00", second))["tiers.levels.2.at"]


def test_keeping_is_no_harder_than_reaching() -> None:
    told = faults(CONTRACT, levels=levels(0, "250.00", retain="250.01"))
    assert "at most 250.00" in told["tiers.levels.1.retain"]


def test_a_higher_level_is_no_easier_to_keep() -> None:
    ladder = [{"id": "a", "at": 0}, {"id": "b", "at": 100}, {"id": "c", "at": 200, "retain": 50}]
    assert "at least 100" in faults(CONTRACT, levels=ladder)["tiers.levels.2.retain"]


def test_of_any_measures_each_must_rise() -> None:
    ladder = [{"id": "a", "at": {"spend": 0, "orders": 0}}, {"id": "b", "at": {"spend": 100, "orders": 0}}]
    told = faults(HYBRID, by={"any": ["spend", "orders"]}, levels=ladder)
    assert "tiers.levels.1.at" in told
    assert tiers(HYBRID | {"levels": ladder}).need == "all"


def test_a_hybrid_wants_every_measure_and_no_other() -> None:
    ladder = deepcopy(HYBRID["levels"])
    ladder[1]["at"] = {"spend": "250.00", "points": 5}
    told = faults(HYBRID, levels=ladder)
    assert told["tiers.levels.1.at.orders"] == "the tiers go by orders too; add it"
    assert "leave it out" in told["tiers.levels.1.at.points"]


def test_one_amount_is_not_enough_for_a_hybrid() -> None:
    assert '"orders"' in faults(HYBRID, levels=levels(0, 5))["tiers.levels.0.at"]


def test_amounts_by_measure_are_too_much_for_one_measure() -> None:
    assert "one amount" in faults(CONTRACT, levels=levels(0, {"spend": 5}))["tiers.levels.1.at"]


def test_half_an_order_is_refused() -> None:
    told = faults(CONTRACT, by="orders", levels=levels(0, "2.5"))
    assert told["tiers.levels.1.at"] == "orders are counted in whole numbers; write 2"


def test_an_id_is_given_once() -> None:
    told = faults(CONTRACT, levels=[{"id": "a", "at": 0}, {"id": "a", "at": 1}])
    assert "another id" in told["tiers.levels.1.id"]


@pytest.mark.parametrize(
    "window", [{}, {"lifetime": True, "calendar_year": True}, {"rolling_months": 12, "lifetime": True}]
)
def test_there_is_one_window(window: dict[str, Any]) -> None:
    assert "say one of" in faults(CONTRACT, window=window)["tiers.window"]


@pytest.mark.parametrize(("month", "day"), [(2, 29), (4, 31)])
def test_a_programme_year_begins_on_a_day_that_every_year_has(month: int, day: int) -> None:
    told = faults(CONTRACT, window={"programme_year": {"month": month, "day": day}})
    assert "first of the next month" in told["tiers.window.programme_year"]


@pytest.mark.parametrize("window", [{"lifetime": True}, {"rolling_months": 12}])
def test_only_years_are_followed_by_a_window(window: dict[str, Any]) -> None:
    assert "count by year" in faults(CONTRACT, window=window, keep_until="window_end")["tiers.keep_until"]


def test_a_hybrid_says_all_or_any_and_each_measure_once() -> None:
    both = {"all": ["spend", "orders"], "any": ["spend", "points"]}
    assert "not under both" in faults(HYBRID, by=both)["tiers.by"]
    assert "named twice" in faults(HYBRID, by={"all": ["spend", "spend"]})["tiers.by"]
