"""Why a rule did not fire, as it is stored: the question that failed first, and what the answer was."""

from typing import Any

from loyalty.engine.answers import OF_HEADER, OF_MEMBER, Seen
from loyalty.engine.checks import Miss, shown
from loyalty.engine.conditions import FIELDS
from loyalty.engine.known import Known

# "over", "not_yet", "limit", "not_first" …, or {"field", the comparison, "got"} with "not" or "lines" where they apply.
Why = str | dict[str, Any]
MOST_SHOWN = 20  # different answers of an order's lines


def missed(seen: Seen, miss: Miss) -> dict[str, Any]:
    """The failed question with its answer, ready for JSON."""
    return {**miss.told, "got": got(seen, miss.ask.field)}


def got(seen: Seen, field: str) -> Any:
    """What an order answers: of a line's field what all its lines answer, each once."""
    known = seen.shown
    if field in known:
        return known[field]
    if field in OF_HEADER and seen.header is not None:
        told = FOLDED[OF_HEADER[field](seen.header)]
    elif field in OF_MEMBER:
        told = FOLDED[OF_MEMBER[field](seen.about)]
    else:
        told = _of_lines(seen, field) if field.startswith("line.") else _of_order(seen, field)
    known[field] = told
    return told


def _folded(said: str | tuple[str, ...]) -> list[str]:
    return [text.casefold() for text in ((said,) if isinstance(said, str) else said) if text]


FOLDED = Known(_folded, 0)  # most orders say one of few things


def _of_order(seen: Seen, field: str) -> Any:
    return shown(seen.answers[field] if field in seen.answers else seen.answer(field))


def _of_lines(seen: Seen, field: str) -> list[Any]:
    if FIELDS[field] == "text":
        return list(seen.texts(field)[:MOST_SHOWN])
    answers = {one for one in seen.of_lines(field) if one is not None}
    return sorted(answers, key=str)[:MOST_SHOWN]
