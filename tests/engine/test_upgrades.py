"""Documents of schema 1 are still read, for good: the file beside this test is never changed."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from loyalty.engine.document import BadDocument, dump, parse
from loyalty.engine.upgrades import upgraded

NEWEST = 2
FROZEN: dict[str, Any] = json.loads((Path(__file__).parent / "frozen" / "schema-1.json").read_text())


def covers(wide: Any, narrow: Any) -> bool:
    """Whether everything `narrow` says is said by `wide`, which may say more."""
    if isinstance(narrow, dict):
        return isinstance(wide, dict) and all(
            key in wide and covers(wide[key], value) for key, value in narrow.items()
        )
    if isinstance(narrow, list):
        return len(wide) == len(narrow) and all(map(covers, wide, narrow))
    return bool(wide == narrow)


def test_a_document_of_schema_1_is_read_and_loses_nothing() -> None:
    document = parse(FROZEN)
    told = dump(document)
    assert told.pop("schema") == NEWEST
    rest = {key: value for key, value in FROZEN.items() if key != "schema"}
    rest["tiers"] = told["tiers"]  # counts are written as text when dumped; compared below
    assert covers(told, rest)
    assert document.tiers is not None
    assert [level.id for level in document.tiers.levels] == ["member", "gold"]
    assert parse(dump(document)) == document


def test_upgrading_changes_nothing_that_was_handed_in() -> None:
    given = deepcopy(FROZEN)
    upgraded(given)
    assert given == FROZEN


def test_upgrading_twice_is_upgrading_once() -> None:
    assert upgraded(upgraded(FROZEN)) == upgraded(FROZEN)


def test_an_orders_award_without_an_amount_stays_points_for_1_00() -> None:
    rule = {"id": "order", "on": "order_paid", "award": {"points": 3}}
    old = parse({"schema": 1, "name": "Old", "earning": [rule]})
    assert dump(old)["earning"][0]["award"] == {"points": 3, "per": "1.00"}
    new = parse({"schema": 2, "name": "New", "earning": [rule]})
    assert dump(new)["earning"][0]["award"] == {"points": 3}


def test_a_document_without_a_schema_is_taken_as_the_newest() -> None:
    assert dump(parse({"name": "Plain"}))["schema"] == NEWEST


@pytest.mark.parametrize("schema", [0, 99, "1", True, 1.0, None])
def test_a_schema_nobody_knows_is_refused_at_its_path(schema: object) -> None:
    with pytest.raises(BadDocument) as refused:
        parse(FROZEN | {"schema": schema})
    assert [path for path, _ in refused.value.errors] == ["schema"]
