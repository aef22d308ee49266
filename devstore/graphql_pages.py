"""Connections: pages with cursors over a list, and the search language's simplest sentences."""

import base64
import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

Json = dict[str, Any]
At = Callable[[Any], tuple[datetime, int]]
UNPAGED: ContextVar[bool] = ContextVar("unpaged", default=False)  # an export takes everything at once
_TERM = re.compile(r"(\w+):\s*(>=|<=|>|<)?\s*('[^']*'|\"[^\"]*\"|\S+)")


def page(
    found: Sequence[Any],
    draw: Callable[[Any], Json],
    *,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
    reverse: bool = False,
    at: At | None = None,
) -> Json:
    """Cursors point at the record's id, so a page stays true while others are added.

    `at` is the sort key of rows that move when they change: the cursor then points at the place instead.
    """
    if UNPAGED.get():
        first, last, after, before = len(found), None, None, None
    elif first is None and last is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    elif (first or last or 0) > 250:
        raise GraphQLError("first and last must not be above 250", extensions={"code": "BAD_REQUEST"})
    rows = list(reversed(found)) if reverse else list(found)
    at = None if reverse else at
    start = _behind(rows, after, at) if after else 0
    end = _place(rows, before, at) if before else len(rows)
    window = rows[start:end]
    cut = window[:first] if first is not None else window[-last:] if last else []
    low = start if first is not None else end - len(cut)
    edges = [{"cursor": cursor(row, at), "node": draw(row)} for row in cut]
    return {
        "edges": edges,
        "nodes": [edge["node"] for edge in edges],
        "pageInfo": {
            "hasNextPage": low + len(cut) < len(rows),
            "hasPreviousPage": low > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def cursor(row: Any, at: At | None = None) -> str:
    moment = f"|{at(row)[0].isoformat()}" if at else ""
    return base64.urlsafe_b64encode(f"id:{row.id}{moment}".encode()).decode()


def _behind(rows: Sequence[Any], given: str, at: At | None) -> int:
    """Where the page after the cursor begins."""
    if at is None:
        return _place(rows, given) + 1
    key = _key(given)
    return next((place for place, row in enumerate(rows) if at(row) > key), len(rows))


def _place(rows: Sequence[Any], given: str, at: At | None = None) -> int:
    """Where the cursor's row stands, or with `at` where it stood."""
    if at is not None:
        key = _key(given)
        return next((place for place, row in enumerate(rows) if at(row) >= key), len(rows))
    for place, row in enumerate(rows):
        if cursor(row) == given:
            return place
    raise _invalid()


def _key(given: str) -> tuple[datetime, int]:
    try:
        number, _, moment = base64.urlsafe_b64decode(given).decode().removeprefix("id:").partition("|")
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        raise _invalid() from None


def _invalid() -> GraphQLError:
    return GraphQLError("Invalid cursor for current pagination sort.", extensions={"code": "BAD_REQUEST"})


def matching(found: Sequence[Any], query: str | None, values: Callable[[Any, str], Any]) -> list[Any]:
    """`field:value`, `field:>=value`, joined by spaces or AND; unknown fields are ignored."""
    terms = [(m[1], m[2] or "", m[3].strip("'\"")) for m in _TERM.finditer(query or "")]
    return [
        row for row in found if all(_fits(values(row, name), sign, wanted) for name, sign, wanted in terms)
    ]


def _fits(value: Any, sign: str, wanted: str) -> bool:
    if value is None:
        return True
    if isinstance(value, datetime):
        return _compare(value, sign, _moment(wanted))
    if isinstance(value, int) and wanted.isdecimal():
        return _compare(value, sign, int(wanted))
    return str(value).lower() == wanted.lower()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise GraphQLError(f"not a date: {text}", extensions={"code": "BAD_REQUEST"}) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _compare(value: Any, sign: str, wanted: Any) -> bool:
    match sign:
        case ">=":
            return bool(value >= wanted)
        case "<=":
            return bool(value <= wanted)
        case ">":
            return bool(value > wanted)
        case "<":
            return bool(value < wanted)
        case _:
            return bool(value == wanted)
