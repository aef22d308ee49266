"""Lines of a member's history in words. The same line is put into the same words once: most of an answer is lines that
were in the answer before.

What is remembered is a pure function of all that it is made from: the line as it was read, byte for byte, the versions
that name its things (which never change), the currency, the language and the time zone. It is dropped after minutes:
it tells of people, and who is erased must not live on in a process's memory.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import get_language

from loyalty.engine.document import Points
from loyalty.ledger.names import Names
from loyalty.ledger.statement import Entry
from loyalty.ledger.tell import tell
from loyalty.ledger.words import day
from loyalty.programmes.live import Live, version

REMEMBERED = 6_000  # lines, of some 2 kB each
LASTS = 300  # seconds; permits, which are part of the same answers, change as often
TAKEN_BACK = ("clawback", "adjustment")
Data = dict[str, Any]
_encode = msgspec.json.Encoder().encode


def line(entry: Entry, *, programme_id: int, live: Live | None, currency: str, now: datetime) -> Data:
    """One line as data, to be read only; `live` is the version by which points are called what they are called."""
    told = _memory(int(now.timestamp()) // LASTS)
    of = (programme_id, live.number if live else 0, currency)
    return told(_encode(entry), *of, get_language() or "en", timezone.get_current_timezone_name())


@lru_cache(maxsize=1)
def _memory(_step: int) -> Callable[..., Data]:
    """A new one for each step of time; the one before goes, and all that it knew."""
    return lru_cache(maxsize=REMEMBERED)(_told)


def _told(line: bytes, programme_id: int, number: int, currency: str, language: str, zone: str) -> Data:
    """`language` and `zone` are the active ones."""
    entry = msgspec.json.decode(line, type=Entry)
    points = version(programme_id=programme_id, number=number).document.points if number else Points()
    # What the version that gave the line called its things.
    gave = version(programme_id=programme_id, number=entry.version).document if entry.version else None
    told = tell(entry, Names(points, gave, currency, shopper=True))
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "at_text": day(entry.at),
        "points": entry.points,
        "points_text": f"{'+' if entry.points > 0 else '−' if entry.points < 0 else ''}{abs(entry.points)}",
        "title": told.title,
        "why": told.why,
        "steps": told.steps,
        "state": _state(entry),
        "until_text": entry.held_until and day(entry.held_until),
    }


def _state(entry: Entry) -> str:
    if entry.points < 0:
        return "taken" if entry.kind in TAKEN_BACK else "gone"
    if entry.points == 0:
        return "none"
    return "pending" if entry.held_until else "available"
