"""Why a rule did not fire, as it is stored: the question that failed first, and what the answer was."""

from typing import Any

from tests.engine.slow.answers import GETTERS, Seen
from tests.engine.slow.checks import Check, Miss

# "over", "not_yet", "limit", "not_first" …, or {"field", the comparison, "got"} with "not" or "lines" where they apply.
Why = str | dict[str, Any]


def missed(seen: Seen, miss: Miss) -> dict[str, Any]:
    """The failed question with its answer, ready for JSON."""
    ask = miss.ask
    [(comparison, wanted)] = ask.given.items()
    told: dict[str, Any] = {"field": ask.field, comparison: _plain(wanted), "got": got(seen, ask.field)}
    return told | {"not": True} if miss.negated else told


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
    get = GETTERS[field]
    if not field.startswith("line."):
        return _plain(get(seen, None))
    answers = [_plain(get(seen, line)) for line in (seen.header.lines if seen.header else ())]
    flat = [one for answer in answers for one in (answer if isinstance(answer, list) else [answer])]
    return sorted({one for one in flat if one is not None}, key=str)[:20]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
