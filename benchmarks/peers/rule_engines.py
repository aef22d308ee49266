"""The same rules in other engines. They only say which rules fire: no points, no reasons, nothing of time.

They are handed their context ready made; each rule is prepared once.
"""

from collections.abc import Callable
from typing import Any

import cel
import celpy
import celpy.adapter
import json_logic

from benchmarks.many_rules import Asked, minor

Fired = Callable[[dict[str, Any]], list[bool]]


def cel_rust(asked: list[Asked | None]) -> Fired:
    programs = [cel.compile(_cel(one)) for one in asked]

    def fired(context: dict[str, Any]) -> list[bool]:
        seen = cel.Context(variables=context)
        return [bool(program.execute(seen)) for program in programs]

    return fired


def cel_python(asked: list[Asked | None]) -> Fired:
    environment = celpy.Environment()
    programs = [environment.program(environment.compile(_cel(one))) for one in asked]

    def fired(context: dict[str, Any]) -> list[bool]:
        seen = {name: celpy.adapter.json_to_cel(value) for name, value in context.items()}
        return [bool(program.evaluate(seen)) for program in programs]

    return fired


def json_logic_python(asked: list[Asked | None]) -> Fired:
    logics = [_logic(one) for one in asked]

    def fired(context: dict[str, Any]) -> list[bool]:
        return [bool(json_logic.jsonLogic(logic, context)) for logic in logics]

    return fired


def _cel(asked: Asked | None) -> str:
    if asked is None:
        return "true"
    if "all" in asked:
        return " && ".join(_cel(one) for one in asked["all"])
    field = asked["field"]
    if "at_least" in asked:
        return f"{field} >= {minor(asked['at_least'])}"
    wanted = [asked["is"]] if "is" in asked else asked["in"]
    return "(" + " || ".join(f"'{one}' in {field}" for one in wanted) + ")"


def _logic(asked: Asked | None) -> Any:
    if asked is None:
        return {"==": [1, 1]}
    if "all" in asked:
        return {"and": [_logic(one) for one in asked["all"]]}
    field = {"var": asked["field"]}
    if "at_least" in asked:
        return {">=": [field, minor(asked["at_least"])]}
    wanted = [asked["is"]] if "is" in asked else asked["in"]
    return {"or": [{"in": [one, field]} for one in wanted]}
