"""Conditions as a form sends them: read, changed row by row, checked, and brought into the document."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from loyalty.engine.conditions import FIELDS
from loyalty.panel.condition_rows import HOWS, JOINS, Conditions, Group, Row, Trail, Tree, built, shown

MOST = 100  # rows of one condition
LONGEST = 255


def read(data: QueryDict, name: str) -> Conditions:
    """What was sent; rows and groups that make no sense are left out."""
    join = data.get(f"{name}-join", "all")
    made = Conditions(name, join if join in JOINS else "all")
    for key in data.getlist(f"{name}-item")[:MOST]:
        if key.startswith("g"):
            inner = data.get(f"{name}-{key}-join", "any")
            rows = [_row(data, name, one) for one in data.getlist(f"{name}-{key}-item")[:MOST]]
            found = [row for row in rows if row]
            made.items.append(Group(key[:20], inner if inner in JOINS else "any", found))
        else:
            row = _row(data, name, key)
            made.items += [row] if row else []
    return made


def _row(data: QueryDict, name: str, key: str) -> Row | None:
    at = f"{name}-{key}"
    if kept := data.get(f"{at}-kept"):
        return Row(key[:20], kept=kept[:300_000])
    field = data.get(f"{at}-field", "")
    if field not in FIELDS:
        return None
    how = data.get(f"{at}-how", "")
    hows = HOWS[FIELDS[field]]
    typed = data.get(f"{at}-more", "").replace("\r", "").split("\n")
    given = [one.strip() for one in [*data.getlist(f"{at}-value"), *typed]]
    values = list(dict.fromkeys(one for one in given if one))
    return Row(key[:20], field, how if how in hows else hows[0], values)


def pressed(data: QueryDict) -> list[str]:
    """The button of a row that was pressed, such as ["when", "drop", "r1"]; empty for saving."""
    return data.get("row", "").split(" ")[:3] if data.get("row") else []


def change(conditions: Conditions, deed: list[str], data: QueryDict) -> None:
    """Adds a question or a group, or drops one."""
    _name, what, key = (*deed, "", "")[:3]
    if what == "drop":
        _drop(conditions, key)
    elif what == "group" and len(conditions.items) < MOST:
        conditions.items.append(Group(_fresh(conditions, "g"), is_new=True))
    elif what == "add":
        _add(conditions, key, data)


def _add(conditions: Conditions, key: str, data: QueryDict) -> None:
    field = data.get(f"{conditions.name}-{key}-add" if key else f"{conditions.name}-add", "")
    groups = [one for one in conditions.items if isinstance(one, Group) and one.key == key]
    if field not in FIELDS or (key and not groups) or len(conditions.rows) >= MOST:
        return
    row = Row(_fresh(conditions, "r"), field, HOWS[FIELDS[field]][0], is_new=True)
    if groups:
        groups[0].rows.append(row)
    else:
        conditions.items.append(row)


def _drop(conditions: Conditions, key: str) -> None:
    conditions.items = [one for one in conditions.items if one.key != key]
    for one in conditions.items:
        if isinstance(one, Group):
            one.rows = [row for row in one.rows if row.key != key]


def _fresh(conditions: Conditions, kind: str) -> str:
    taken = {one.key for one in conditions.items} | {row.key for row in conditions.rows}
    return next(f"{kind}{n}" for n in range(3 * MOST) if f"{kind}{n}" not in taken)


def is_complete(conditions: Conditions) -> bool:
    """Whether every row says something; what is missing is told by the row."""
    for row in conditions.rows:
        row.error = "" if row.kept else _missing(row)
    return not any(row.error for row in conditions.rows)


def _missing(row: Row) -> str:
    kind = FIELDS[row.field]
    if kind == "flag":
        return ""
    if kind == "text":
        if not row.values:
            return _("Choose or write at least one.")
        return _("This is too long.") if any(len(one) > LONGEST for one in row.values) else ""
    try:
        number = Decimal(row.values[0]) if row.values else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        return _("Write a number.")
    whole = number == number.to_integral_value()
    return _("Write a whole number.") if kind == "number" and not whole else ""


def put(part: dict[str, Any], conditions: Conditions, before: Mapping[str, Any]) -> list[tuple[Trail, Row]]:
    """Writes the condition into the part; one that says what it said before stays as it was written."""
    name = conditions.name
    tree, trails = built(conditions)
    old: Tree | None = before.get(name)
    if old is not None and shown(name, old).said() == conditions.said():
        tree = old
    if tree is None:
        part.pop(name, None)
    else:
        part[name] = tree
    return [((name, *trail), row) for trail, row in trails]


def blame(conditions: Conditions, trails: list[tuple[Trail, Row]], path: str, message: str) -> bool:
    """Puts what the engine found at `path` (when.all.0.in) by its row; False when it is not about this condition."""
    steps = tuple(path.split("."))
    if steps[0] != conditions.name:
        return False
    rest = path.partition(".")[2]
    named = [row for _, row in trails if row.field == rest]
    standing = [row for trail, row in trails if steps[: len(trail)] == trail and len(steps) > len(trail)]
    row = next(iter(named or standing[-1:]), None)
    if row is None:
        conditions.errors.append(message)
    else:
        row.error = message
    return True
