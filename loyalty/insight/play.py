"""Plays a programme over a history file: no database, the same engine and the same lots as the books."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from loyalty.engine.document import Document
from loyalty.engine.facts import Fact, Unreadable
from loyalty.engine.replay.abouts import Shelf, nothing_known
from loyalty.engine.replay.deeds import Refused
from loyalty.engine.replay.replay import Replay
from loyalty.insight.answer import Part, Seen, answer, part
from loyalty.insight.beside import Beside
from loyalty.insight.grouped import grouped
from loyalty.insight.groups import EVERYBODY, Groups
from loyalty.insight.history import History
from loyalty.insight.lines import AT_ONCE, EPOCH, Lines

STEPS = 100  # per cent
WORTH_SHARING = 10_000  # lines; a second process costs something too
SHORT = 100  # bytes of a line that says little
Progress = Callable[[str, int, int], None]  # what, done, of
Heard = tuple[int, datetime, Fact]  # line, when, what


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
    ways: int = 1,
    worth: int = WORTH_SHARING,
) -> dict[str, Any]:
    """The contract's answer, ready for JSON. Without `as_of` the end is the last line's time. Raises OSError.

    With `ways` 2 the members are shared out to a second process, where none depends on another and the file has as
    many lines as make it `worth` it. The answer is the same.
    """
    with uncollected():
        lines, size = Lines(path), path.stat().st_size
        groups = _indexed(lines, size, progress, shared=ways > 1 and not document.shares_rooms, worth=worth)
        history = History(lines, currency=currency, timezone=timezone)
        shares = bytearray()
        if groups is not None and len(lines) >= worth:
            shares, history.shop.domain = groups.shares(worth // 10), groups.first_domain
        del groups  # it is large, and a second process would have it too
        code, until = history.shop.currency, as_of or lines.last or EPOCH
        parts = _parts(document, history, shares, until, progress)
        return answer(parts, document, code, as_of=until)


def _indexed(lines: Lines, size: int, progress: Progress, *, shared: bool, worth: int) -> Groups | None:
    """Finds the lines; which of them have to do with each other where they may be shared out."""

    def told(done: int) -> None:
        progress("reading", done, size)

    if shared and size >= worth * SHORT:
        return grouped(lines, size, told)
    groups = Groups() if shared else None
    lines.index(told, groups)
    return groups


def _parts(
    document: Document, history: History, shares: bytearray, until: datetime, progress: Progress
) -> list[Part]:
    """Everybody in one part; or in two, by the share of each line, one played beside the other."""
    shelf = history.goods().of if document.asks_about_goods else nothing_known
    if not shares:
        return [_part(document, history, shelf, until, progress)]
    own, other = map(history.of, history.lines.shared_out(shares, EVERYBODY))
    beside = Beside(lambda: _part(document, other, shelf, until, quiet))
    parts = [_part(document, own, shelf, until, progress), beside.answer()]
    parts[0].refused += history.lines.refused
    return parts


def _part(document: Document, history: History, shelf: Shelf, until: datetime, progress: Progress) -> Part:
    """Plays these lines to the end."""
    shop = history.shop
    replay = Replay(document, timezone=shop.timezone, currency=shop.currency, shelf=shelf)
    seen = tell_all(replay, history, until=until, progress=progress)
    return part(replay, seen, history.lines.refused, as_of=until)


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


def tell_all(replay: Replay, history: History, *, until: datetime, progress: Progress = quiet) -> list[Seen]:
    """Everything that happened up to and with `until`; returns when each person was first seen."""
    whole, everybody, done = len(history.lines), replay.people.everybody, 0
    seen: list[Seen] = []
    for row in _in_rows(history, until):
        for line, at, fact in row:
            try:
                replay.tell(fact, at)
            except (Refused, Unreadable) as why:
                history.refuse(line, str(why))
            if len(everybody) > len(seen):
                seen += [(at, line)] * (len(everybody) - len(seen))
        done += len(row)
        progress("playing", done, whole)
    progress("playing", whole, whole)
    return seen


def _in_rows(history: History, until: datetime) -> Iterator[list[Heard]]:
    """What happened up to and with `until`, many at a time: reading and telling in turn would push each other out of
    the processor's caches with every line."""
    row: list[Heard] = []
    for heard in history.facts():
        if heard[1] > until:
            break
        row.append(heard)
        if len(row) == AT_ONCE:
            yield row
            row = []
    yield row
