"""The tables of docs/programme.md, from the JSON Schema. `python -m tests.docs.programme_page` writes them anew.

Types and limits come from the schema; what a key means comes from its description there, else from the page itself.
"""

import re
from collections.abc import Iterator
from typing import Any

from loyalty.engine.document import json_schema
from tests.docs.pages import ROOT, page

NAME = "docs/programme.md"
UNSAID = "?"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "maxLength": "{} letters at most",
    "minItems": "{} or more",
    "maxItems": "{} at most",
}


def tables(known: dict[tuple[str, str], str]) -> str:
    """One table for each part of the document; `known` are meanings by part and key."""
    schema = json_schema()
    parts = {"Document": schema} | {
        name: part for name, part in schema["$defs"].items() if part.get("properties")
    }
    return "\n\n".join(_table(name, part, known) for name, part in parts.items())


def meanings(text: str) -> dict[tuple[str, str], str]:
    """What the page says of each key of each part."""
    found: dict[tuple[str, str], str] = {}
    part = ""
    for line in text.splitlines():
        if line.startswith("### "):
            part = line.removeprefix("### ").strip()
        elif row := re.fullmatch(r"\| `([^`]+)` \|.*\| (.*) \|", line):
            found[part, row[1]] = row[2]
    return found


def written(text: str) -> str:
    """The page with its tables made anew."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{tables(meanings(text))}\n\n{END}{tail}"


def _table(name: str, part: dict[str, Any], known: dict[tuple[str, str], str]) -> str:
    rows = [f"### {name}", "", _said(part), "", "| key | value | what it decides |", "|---|---|---|"]
    needed = part.get("required", [])
    for key, told in part["properties"].items():
        meaning = told.get("description") or known.get((name, key)) or UNSAID
        value = _value(told) + (_default(told) if key not in needed else ", needed")
        rows.append(f"| `{key}` | {value} | {meaning} |")
    return "\n".join(rows)


def _said(part: dict[str, Any]) -> str:
    return str(part.get("description", "")).split("\n\n")[0].replace("\n", " ")


def _default(told: dict[str, Any]) -> str:
    default = told.get("default")
    simple = isinstance(default, str | int) or default is False
    return f", else `{str(default).lower() if isinstance(default, bool) else default}`" if simple else ""


def _value(told: dict[str, Any]) -> str:
    return ", ".join(_kinds(told)) or "anything"


def _kinds(told: dict[str, Any]) -> Iterator[str]:
    if "$ref" in told:
        yield _link(told["$ref"])
    elif "const" in told:
        yield f"`{told['const']}`".lower()
    elif "enum" in told:
        yield " or ".join(f"`{one}`" for one in told["enum"])
    elif "anyOf" in told or "oneOf" in told:
        some = [one for one in told.get("anyOf", told.get("oneOf", [])) if one.get("type") != "null"]
        kinds = list(dict.fromkeys(map(_value, some)))
        if {"number", "text"} <= set(kinds):
            kinds = ["amount", *(kind for kind in kinds if kind not in ("number", "text"))]
        yield " or ".join(kinds)
    elif told.get("type") == "array":
        items = told.get("items", {})
        yield f"list of {_value(items)}" if items else "list"
    elif told.get("type"):
        yield {"integer": "whole number", "string": "text", "boolean": "yes or no", "number": "number"}.get(
            told["type"], told["type"]
        )
    yield from (words.format(told[limit]) for limit, words in LIMITS.items() if limit in told)


def _link(ref: str) -> str:
    name = ref.rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


if __name__ == "__main__":
    (ROOT / NAME).write_text(written(page(NAME)))
