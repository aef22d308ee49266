"""docs/routes.md names every address: who may ask, by what proof, whose data it is, how often.

`python -m tests.house.routes` prints a proposal for each address that has no row yet: read it before you paste it.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.urls import URLPattern, URLResolver, get_resolver

from loyalty.panel.pace import further

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "routes.md"
WHOLE = "staff/*"  # the operators' admin makes its own addresses, all behind one door


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; `who` by method, such as {"GET": "reader"}."""

    address: str
    who: dict[str, str]
    proof: str
    tenant: str
    limit: str


def rows() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for line in PAGE.read_text().splitlines():
        if not line.startswith("| `"):
            continue
        address, who, proof, tenant, limit = (cell.strip() for cell in line.strip("|").split("|"))
        asked = dict(one.strip().split(" ", 1) for one in who.split(","))
        row = Row(address.strip("`"), asked, proof, tenant, limit)
        assert row.address not in found, f"{row.address} has two rows"
        found[row.address] = row
    return found


@cache
def patterns() -> dict[str, URLPattern]:
    """Every address of the house, the admin's as one."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(found: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        address = before + str(one.pattern)
        if address == WHOLE[:-1]:
            yield WHOLE, one
        elif isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, address)
        else:
            yield address, one


def missing() -> list[str]:
    """A proposal for each address that has no row."""
    known = rows()
    return [_proposed(address, one) for address, one in patterns().items() if address not in known]


def gone() -> list[str]:
    return sorted(rows().keys() - patterns().keys())


def _proposed(address: str, one: URLPattern) -> str:
    said = getattr(one.callback, "__dict__", {})
    if "panel_guard" in said:
        who = f"GET {said['panel_reads']}"
        who += f", POST {said['panel_guard']}" if said["panel_guard"] != "nobody" else ""
        more = further(str(one.name), "POST")
        limit = f"panel, {more.name}" if more else "panel"
        return f"| `{address}` | {who} | session or session token | the visitor's shop | {limit} |"
    view = said.get("view_class")
    if address.startswith("api/v1/") and view is not None:
        methods = [name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
        who = ", ".join(f"{name} {view.scopes.get(name, 'any key')}" for name in methods)
        return f"| `{address}` | {who} | API key | the key's shop | key |"
    return f"| `{address}` | GET ? | ? | ? | ? |"


def main() -> int:
    django.setup()
    found = missing()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")
    sys.exit(main())
