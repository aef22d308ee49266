"""Conditions between the document and a form: nothing is lost on the way, whatever its shape."""

import json
from typing import Any

import pytest
from django.http import QueryDict

from loyalty.panel.condition_form import blame, change, is_complete, put, read
from loyalty.panel.condition_rows import Conditions, Group, Row, built, shown

GOLD = {"field": "member.tier", "is": "gold"}
WEB = {"field": "order.source", "in": ["web", "pos"]}
BIG = {"field": "order.total", "at_least": "50.00"}
SALE = {"field": "line.on_sale", "is": True}
THREE = {"field": "order.items", "is": 3}


def sent(conditions: Conditions) -> QueryDict:
    """What a browser would send of a form with these rows."""
    data, name = QueryDict(mutable=True), conditions.name
    data[f"{name}-join"] = conditions.join
    for one in conditions.items:
        data.appendlist(f"{name}-item", one.key)
        if isinstance(one, Group):
            data[f"{name}-{one.key}-join"] = one.join
        for row in one.rows if isinstance(one, Group) else [one]:
            if isinstance(one, Group):
                data.appendlist(f"{name}-{one.key}-item", row.key)
            at = f"{name}-{row.key}"
            data.setlist(f"{at}-value", row.values)
            data.update({f"{at}-field": row.field, f"{at}-how": row.how, f"{at}-kept": row.kept})
    return data


def test_no_condition_is_no_rows() -> None:
    assert shown("when", None).items == []
    assert built(Conditions("when")) == (None, [])


@pytest.mark.parametrize(
    "tree",
    [
        GOLD,
        WEB,
        BIG,
        THREE,
        SALE,
        {"not": GOLD},
        {"all": [GOLD, WEB]},
        {"any": [GOLD, {"not": WEB}]},
        {"not": {"any": [GOLD, BIG]}},
        {"not": {"all": [GOLD]}},
        {"all": [GOLD, {"any": [WEB, SALE]}]},
        {"any": [{"all": [GOLD, {"not": WEB}]}, {"not": {"any": [BIG, SALE]}}]},
        {"all": [GOLD, {"not": BIG}]},
        {"all": [GOLD, {"any": [WEB, {"all": [BIG, {"any": [SALE, GOLD]}]}]}]},
        {"not": {"not": {"not": {"all": [GOLD, WEB]}}}},
    ],
)
def test_what_the_document_says_comes_back_from_the_form(tree: dict[str, Any]) -> None:
    again = read(sent(shown("when", tree)), "when")
    assert is_complete(again)
    part: dict[str, Any] = {}
    put(part, again, {"when": tree})
    assert part["when"] == tree
    assert json.loads(json.dumps(built(again)[0])) == built(shown("when", tree))[0]


def test_an_answer_that_is_written_twice_stands_once_and_lines_are_answers() -> None:
    data = QueryDict(mutable=True)
    data.setlist("when-item", ["r0"])
    data.setlist("when-r0-value", ["web", "pos"])
    data.update(
        {"when-r0-field": "order.source", "when-r0-how": "is", "when-r0-more": "web\r\n\r\n draft \n"}
    )
    assert built(read(data, "when"))[0] == {"field": "order.source", "in": ["web", "pos", "draft"]}


def test_rows_of_unknown_fields_and_comparisons_do_no_harm() -> None:
    data = QueryDict(
        "when-item=r0&when-r0-field=order.secret&when-item=r1&when-r1-field=line.sku&when-r1-how=at_least"
    )
    made = read(data, "when")
    assert [row.field for row in made.rows] == ["line.sku"]
    assert made.rows[0].how == "is"


@pytest.mark.parametrize(
    ("field", "values", "said"),
    [
        ("order.source", [], "Choose or write at least one."),
        ("order.source", ["x" * 300], "This is too long."),
        ("order.items", ["many"], "Write a number."),
        ("order.items", ["2.5"], "Write a whole number."),
        ("order.total", ["-1"], "Write a number."),
        ("order.total", ["NaN"], "Write a number."),
        ("order.total", [], "Write a number."),
    ],
)
def test_a_row_says_what_it_lacks(field: str, values: list[str], said: str) -> None:
    made = Conditions("when", items=[Row("r0", field, "is", values)])
    assert not is_complete(made)
    assert made.rows[0].error == said


def test_rows_and_groups_come_and_go() -> None:
    made = Conditions("when")
    data = QueryDict("when-add=member.tier&when-g0-add=order.source")
    change(made, ["when", "add"], data)
    change(made, ["when", "group"], data)
    change(made, ["when", "add", "g0"], data)
    assert [row.field for row in made.rows] == ["member.tier", "order.source"]
    assert len({row.key for row in made.rows}) == 2
    change(made, ["when", "drop", made.rows[1].key], data)
    assert [row.field for row in made.rows] == ["member.tier"]
    change(made, ["when", "add", "g7"], data)
    change(made, ["when", "drop", "g0"], data)
    change(made, ["when", "drop", "r99"], data)
    assert len(made.items) == 1


def test_the_engines_complaint_stands_by_its_row() -> None:
    made = shown("when", {"all": [GOLD, {"not": WEB}, BIG]})
    trails = put({}, made, {})
    assert blame(made, trails, "when.all.1.not.in.0", "too odd")
    assert blame(made, trails, "when.member.tier", "there is no tier")
    assert blame(made, trails, "when", "too deep")
    assert not blame(made, trails, "award.points", "no")
    assert [row.error for row in made.rows] == ["there is no tier", "too odd", ""]
    assert made.errors == ["too deep"]


def test_nonsense_that_was_carried_along_is_left_to_the_engine_to_refuse() -> None:
    for text in ("[" * 100_000, "{", "[]", "1"):
        assert built(Conditions("when", items=[Row("r0", kept=text)]))[0] == {}
