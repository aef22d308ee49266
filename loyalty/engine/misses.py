"""Why a rule did not fire, as it is stored: the question that failed first, and what the answer was."""

from typing import Any

from loyalty.engine.answers import Seen
from loyalty.engine.checks import Check, Miss, shown
from loyalty.engine.conditions import FIELDS

# "over", "not_yet", "limit", "not_first" …, or {"field", the comparison, "got"} with "not" or "lines" where they apply.
Why = str | dict[str, Any]
MOST_SHOWN = 20  # different answers of an order's lines


def missed(seen: Seen, miss: Miss) -> dict[str, Any]:
    """The failed question with its answer, ready for JSON."""
    return {**miss.told, "got": got(seen, miss.ask.field)}


def no_line(seen: Seen, lines: Check) -> dict[str, Any] | None:
    """Why none of the order's lines earns; None when one does."""
    first: Miss | None = None
    for line in seen.header.lines if seen.header else ():
        miss = lines(seen, line)
        if miss is None:
            return None
        first = first or miss
    return {"lines": True} | (missed(seen, first) if first else {})


def got(seen: Seen, field: str) -> Any:
    """What an order answers: of a line's field what all its lines answer, each once."""
    known = seen.shown
    if field in known:
        return known[field]
    told = known[field] = _of_lines(seen, field) if field.startswith("line.") else _of_order(seen, field)
    return told


def _of_order(seen: Seen, field: str) -> Any:
    return shown(seen.answers[field] if field in seen.answers else seen.answer(field))


def _of_lines(seen: Seen, field: str) -> list[Any]:
    if FIELDS[field] == "text":
        return list(seen.texts(field)[:MOST_SHOWN])
    answers = {one for one in seen.of_lines(field) if one is not None}
    return sorted(answers, key=str)[:MOST_SHOWN]
