"""A form with rows as nested data: `levels-0-perks-1-title` is tree["levels"][0]["perks"][1]["title"].

Rows are added, removed and moved here, before anything is checked or saved: that works without scripts.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

Tree = dict[str, Any]  # texts, and lists of trees
DEEDS = ("add", "drop", "up", "down")


def tree(given: Mapping[str, str]) -> Tree:
    """What was sent, nested; a name that contradicts another is left out."""
    made: dict[str, Any] = {}
    for name, value in given.items():
        *steps, last = name.split("-")
        spot: Any = made
        for step in steps:
            spot = spot.setdefault(step, {}) if isinstance(spot, dict) else None
        if isinstance(spot, dict):
            spot.setdefault(last, value)
    return {name: _listed(value) for name, value in made.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    numbers = sorted((one for one in value if one.isdecimal() and len(one) < 6), key=int)
    return [
        {name: _listed(inner) for name, inner in value[one].items()}
        for one in numbers
        if isinstance(value[one], dict)
    ]


def turned(given: Tree, deed: str) -> Tree:
    """`levels-add`, `levels-1-up`, `levels-1-perks-0-drop` done; anything else does nothing."""
    made = deepcopy(given)
    *steps, what = deed.split("-")
    if what == "add" and steps:
        spot = _spot(made, steps[:-1])
        rows = spot.setdefault(steps[-1], []) if isinstance(spot, dict) else None
        if isinstance(rows, list):
            rows.append({})
        return made
    rows = _spot(made, steps[:-1])
    if isinstance(rows, list) and steps[-1].isdecimal() and int(steps[-1]) < len(rows):
        turn(rows, int(steps[-1]), what)
    return made


def _spot(given: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(given, list):
            given = given[int(step)] if step.isdecimal() and int(step) < len(given) else None
        else:
            given = given.get(step) if isinstance(given, dict) else None
    return given


def turn(rows: list[Any], place: int, what: str) -> None:
    """Drops one, or lets it change places with its neighbour."""
    if what == "drop":
        del rows[place]
    elif what in ("up", "down"):
        other = place - 1 if what == "up" else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
