"""Conditions as rows of a form: questions, and groups of questions one level deep.

What is nested deeper, or asked in a way that no row has, is carried along as it is and shown in words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from loyalty.engine.conditions import FIELDS

Tree = dict[str, Any]
Trail = tuple[str, ...]

JOINS: Mapping[str, tuple[bool, str]] = {  # negated, key of the document
    "all": (False, "all"),
    "any": (False, "any"),
    "none": (True, "any"),
    "not_all": (True, "all"),
}
NUMBERS = ("at_least", "at_most", "is", "above", "below")
HOWS: Mapping[str, tuple[str, ...]] = {
    "text": ("is", "is_not"),
    "flag": ("yes", "no"),
    "number": NUMBERS,
    "money": ("at_least", "at_most", "above", "below"),
}


@dataclass(slots=True)
class Row:
    """One question. `kept` is the JSON of a condition that no row can show."""

    key: str
    field: str = ""
    how: str = ""
    values: list[str] = made_by(default_factory=list)
    kept: str = ""
    error: str = ""
    is_new: bool = False


@dataclass(slots=True)
class Group:
    """Questions that are joined by themselves."""

    key: str
    join: str = "any"
    rows: list[Row] = made_by(default_factory=list)
    is_new: bool = False


@dataclass(slots=True)
class Conditions:
    """A whole condition; `name` is when or lines."""

    name: str
    join: str = "all"
    items: list[Row | Group] = made_by(default_factory=list)
    errors: list[str] = made_by(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """Every question, wherever it stands."""
        return [row for one in self.items for row in (one.rows if isinstance(one, Group) else [one])]

    def said(self) -> list[Any]:
        """What is asked, without keys and errors: equal for two forms that say the same."""
        items: list[Any] = [
            (one.join, [_said(row) for row in one.rows]) if isinstance(one, Group) else _said(one)
            for one in self.items
        ]
        return [self.join if len(items) > 1 or self.join in ("none", "not_all") else "", *items]


def _said(row: Row) -> tuple[object, ...]:
    return (row.field, row.how, tuple(row.values), row.kept)


def shown(name: str, condition: Mapping[str, Any] | None) -> Conditions:
    """The rows of a condition of the document."""
    made = Conditions(name)
    if not condition:
        return made
    made.join, parts = _joined(condition) or ("all", [condition])
    for part in parts:
        number = len(made.items) + len(made.rows)
        row, inner = _row(f"r{number}", part), _joined(part)
        if row is None and inner is not None:
            rows = [
                _row(f"r{number}-{n}", one) or _kept(f"r{number}-{n}", one) for n, one in enumerate(inner[1])
            ]
            made.items.append(Group(f"g{number}", inner[0], rows))
        else:
            made.items.append(row or _kept(f"r{number}", part))
    return made


def _joined(given: Mapping[str, Any]) -> tuple[str, list[Any]] | None:
    """How the parts are joined, and the parts; None for what is not made of parts."""
    inner = given.get("not", given)
    for join, (negated, key) in JOINS.items():
        if negated == ("not" in given) and isinstance(inner, Mapping) and key in inner:
            return join, list(inner[key])
    return None


def _kept(key: str, given: Mapping[str, Any]) -> Row:
    return Row(key, kept=json.dumps(given, ensure_ascii=False))


def _row(key: str, given: Mapping[str, Any]) -> Row | None:
    negated = "not" in given
    asked = given["not"] if negated else given
    if not isinstance(asked, Mapping) or "field" not in asked:
        return None
    kind = FIELDS.get(asked["field"])
    comparison, value = next(
        ((name, value) for name, value in asked.items() if name != "field" and value is not None), ("", None)
    )
    how = comparison
    if kind == "flag":
        how = "yes" if value else "no"
    elif kind == "text":
        how = "is_not" if negated else "is"
    if kind is None or how not in HOWS[kind] or (negated and kind != "text"):
        return None
    values = [] if kind == "flag" else [str(one) for one in (value if isinstance(value, list) else [value])]
    return Row(key, asked["field"], how, values)


def built(conditions: Conditions) -> tuple[Tree | None, list[tuple[Trail, Row]]]:
    """The condition for the document, and where each row stands in it."""
    trails: list[tuple[Trail, Row]] = []
    parts: list[tuple[Tree, list[tuple[Trail, Row]]]] = []
    for one in conditions.items:
        if isinstance(one, Group):
            inner = [_asked(row) for row in one.rows]
            if inner:
                parts.append(_together(one.join, inner))
        else:
            parts.append(_asked(one))
    if not parts:
        return None, trails
    return _together(conditions.join, parts)


def _together(
    join: str, parts: list[tuple[Tree, list[tuple[Trail, Row]]]]
) -> tuple[Tree, list[tuple[Trail, Row]]]:
    negated, key = JOINS.get(join, JOINS["all"])
    if len(parts) == 1 and not negated:
        return parts[0]
    whole: Tree = {key: [tree for tree, _ in parts]}
    before: Trail = ("not", key) if negated else (key,)
    trails = [((*before, str(n), *trail), row) for n, (_, rows) in enumerate(parts) for trail, row in rows]
    return ({"not": whole} if negated else whole), trails


def _asked(row: Row) -> tuple[Tree, list[tuple[Trail, Row]]]:
    if row.kept:
        return _kept_tree(row.kept), [((), row)]
    kind = FIELDS.get(row.field, "text")
    if kind == "flag":
        return {"field": row.field, "is": row.how == "yes"}, [((), row)]
    if kind == "text":
        value = {"is": row.values[0]} if len(row.values) == 1 else {"in": row.values}
        asked: Tree = {"field": row.field} | value
        return ({"not": asked}, [(("not",), row)]) if row.how == "is_not" else (asked, [((), row)])
    given = row.values[0] if row.values else ""
    plain = given.isascii() and given.isdecimal() and len(given) < 10
    return {"field": row.field, row.how: int(given) if plain and kind == "number" else given}, [((), row)]


def _kept_tree(text: str) -> Tree:
    """What was carried along; nonsense becomes a condition that the engine refuses."""
    try:
        found = json.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
