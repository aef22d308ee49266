"""Plays a programme over a history file: no database, the same engine and the same lots as the books."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from loyalty.engine.document import Document
from loyalty.engine.facts import Unreadable
from loyalty.engine.replay.abouts import nothing_known
from loyalty.engine.replay.deeds import Refused
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import figures, holdings, members, totals
from loyalty.insight.history import CUSTOMER_GID, History
from loyalty.insight.lines import EPOCH, Lines

STEPS = 100  # per cent
Progress = Callable[[str, int, int], None]  # what, done, of


def quiet(_what: str, _done: int, _of: int) -> None:
    """For nobody to look at."""


def play(
    document: Document,
    path: Path,
    *,
    timezone: str,
    currency: str | None = None,
    as_of: datetime | None = None,
    progress: Progress = quiet,
) -> dict[str, Any]:
    """The contract's answer, ready for JSON. Without `as_of` the end is the last line's time. Raises OSError."""
    with uncollected():
        return _play(document, path, timezone, currency, as_of, progress)


def _play(
    document: Document,
    path: Path,
    timezone: str,
    currency: str | None,
    as_of: datetime | None,
    progress: Progress,
) -> dict[str, Any]:
    lines = Lines(path)
    size = path.stat().st_size
    lines.index(lambda done: progress("reading", done, size))
    history = History(lines, currency=currency, timezone=timezone)
    shelf = history.goods().of if document.asks_about_goods else nothing_known
    replay = Replay(document, timezone=timezone, currency=history.shop.currency, shelf=shelf)
    until = as_of or lines.last or EPOCH
    tell_all(replay, history, until=until, progress=progress)
    replay.until(until)
    return answer(replay, lines, as_of=until)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nearly all that is made here stays: looking through it for circles again and again finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # and back again: what was made is old now, or enabling would look through all of it at once
        gc.unfreeze()
        if was:
            gc.enable()


def tell_all(replay: Replay, history: History, *, until: datetime, progress: Progress = quiet) -> None:
    """Everything that happened up to and with `until`."""
    whole = len(history.lines)
    for done, (line, at, fact) in enumerate(history.facts(), 1):
        if at > until:
            break
        try:
            replay.tell(fact, at)
        except (Refused, Unreadable) as why:
            history.refuse(line, str(why))
        progress("playing", done, whole)


def answer(replay: Replay, lines: Lines, *, as_of: datetime) -> dict[str, Any]:
    """Members in the order in which they were first seen, totals, and what was refused by line."""
    levels = replay.tiers(as_of)
    return {
        "programme": {"name": replay.versions.since[-1][1].document.name, "version": 1},
        "as_of": as_of.isoformat().replace("+00:00", "Z"),
        "members": [
            {"member": _name(name)}
            | figures(person)
            | {"tier": levels.get(person.number), "counters": {}}
            | holdings(person)
            for person, name in members(replay)
        ],
        "totals": totals(replay),
        "refused": [
            {"line": one.line, "reason": one.reason}
            for one in sorted(lines.refused, key=lambda one: one.line)
        ],
    }


def _name(name: str) -> str:
    return name if name.startswith("guest:") else f"{CUSTOMER_GID}{name}"
