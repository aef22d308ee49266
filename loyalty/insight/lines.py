"""A history file's lines in the order of time, however they stand in the file.

One pass notes where every line begins and when it happened; then the lines are read in that order. Only a few numbers
per line stay in memory.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice, zip_longest
from operator import le
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from loyalty.insight.line import LINE, STAMP, Line, Stamp, decoded, why

LONGEST = 32 * 2**20  # bytes in a line; the platform's own limit is far lower
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(2100, 1, 1, tzinfo=UTC)
BUFFER = 2**20
END = 2**63  # beyond every file
AT_ONCE = 256  # lines that one word of progress is about
DAY = 86_400  # seconds
BOM = b"\xef\xbb\xbf"
MICROSECOND = timedelta(microseconds=1)

Progress = Callable[[int], None]


@dataclass(slots=True)
class Refusal:
    """A line that could not be worked, by its number in the file (the first is 1)."""

    line: int
    reason: str


@dataclass(slots=True)
class Lines:
    """Where the readable lines of one file are."""

    path: Path
    refused: list[Refusal] = field(default_factory=list)
    _at: "array[int]" = field(default_factory=lambda: array("q"))
    _offset: "array[int]" = field(default_factory=lambda: array("Q"))
    _number: "array[int]" = field(default_factory=lambda: array("Q"))

    def __len__(self) -> int:
        return len(self._at)

    @property
    def last(self) -> datetime | None:
        """When the last of them happened."""
        return EPOCH + max(self._at) * MICROSECOND if self._at else None

    @property
    def first(self) -> datetime | None:
        """When the first of them happened."""
        return EPOCH + min(self._at) * MICROSECOND if self._at else None

    def index(self, progress: Progress, ear: "Ear | None" = None, *, begin: int = 0, end: int = END) -> int:
        """The first pass. `progress` hears how many bytes were read, `ear` every line that is noted.

        Only lines that begin from `begin`, where one does, to before `end`; how many those are. Raises OSError.
        """
        with self.path.open("rb", buffering=BUFFER) as file:
            number, offset = 0, file.seek(begin)
            while offset < end and (line := file.readline(LONGEST + 1)):
                number += 1
                self._note(number, offset, line, ear)
                offset += len(line)
                if len(line) > LONGEST:
                    offset += _skipped(file, line)
                if not number % AT_ONCE:
                    progress(offset)
            progress(offset)
        return number

    def go_on(self, later: "Lines", number: int) -> None:
        """Lines that another noted, which follow the first `number` of the file."""
        self._at += later._at
        self._offset += later._offset
        self._number.extend([one + number for one in later._number])
        self.refused += [Refusal(one.line + number, one.reason) for one in later.refused]

    def in_time(self) -> Iterator[tuple[int, Line]]:
        """Line numbers and lines, by time, then by number; the same message twice at one moment comes once."""
        decode = LINE.decode
        seen: set[tuple[str, str | bytes]] = set()
        numbers, offsets = self._number, self._offset
        with self.path.open("rb", buffering=BUFFER) as file:
            here = 0
            for place, is_first, is_alone in self._in_turn():
                offset = offsets[place]
                if offset != here:  # lines that follow each other are read on
                    file.seek(offset)
                found = file.readline(LONGEST + 1)
                here = offset + len(found)
                try:
                    line = decode(found)
                except (ValueError, RecursionError):
                    other = self._with_care(found, place)
                    if other is None:
                        continue
                    line = other
                if not is_alone:
                    if is_first:
                        seen.clear()
                    message = (line.topic, line.webhook_id or bytes(line.payload))
                    if message in seen:
                        continue
                    seen.add(message)
                yield numbers[place], line

    def _with_care(self, found: bytes, place: int) -> Line | None:
        """A line that is not as nearly all are; None for one that is refused."""
        try:
            return decoded(LINE, _cleaned(found, self._offset[place]))
        except ValueError as bad:
            self.refused.append(Refusal(self._number[place], why(bad)))
            return None

    def shared_out(self, shares: Sequence[int], every: int) -> "tuple[Lines, Lines]":
        """The lines of share 0 and of share 1, `every`body has those; what was refused stays here."""
        both = self._of(shares, (0, every)), self._of(shares, (1, every))
        for numbers in (self._at, self._offset, self._number):  # they are large, and nobody reads them again
            del numbers[:]
        return both

    def _of(self, shares: Sequence[int], wanted: tuple[int, int]) -> "Lines":
        """The same file, some of the lines; nothing is refused yet."""
        kept = [place for place, one in enumerate(shares) if one in wanted]
        picked = (
            array(one.typecode, [one[place] for place in kept])
            for one in (self._at, self._offset, self._number)
        )
        return Lines(self.path, [], *picked)

    def _in_turn(self) -> Iterator[tuple[int, bool, bool]]:
        """(place, whether it is the first of its moment, whether it is the only one), by time."""
        at = self._at
        order: Sequence[int] = range(len(at))
        if not all(map(le, at, islice(at, 1, None))):
            order = sorted(order, key=at.__getitem__)
        before = -1
        for place, following in zip_longest(order, islice(order, 1, None)):
            moment = at[place]
            first = moment != before
            yield place, first, first and (following is None or at[following] != moment)
            before = moment

    def _note(self, number: int, offset: int, line: bytes, ear: "Ear | None") -> None:
        """Where a line is that will be read."""
        told = ear.understand(line) if ear is not None and len(line) <= LONGEST else None
        try:
            if told is None:
                if not line.strip():
                    return
                line = _cleaned(line, offset)
                at = decoded(STAMP, line).triggered_at
            else:
                at = told.triggered_at
            if at.tzinfo is not UTC:
                at = at.astimezone(UTC)
            if not EPOCH <= at < LAST:
                raise ValueError("triggered_at: is not between 1970 and 2100")
        except (ValueError, OverflowError) as bad:
            self.refused.append(Refusal(number, why(bad)))
            return
        since = at - EPOCH
        self._at.append((since.days * DAY + since.seconds) * 1_000_000 + since.microseconds)
        self._offset.append(offset)
        self._number.append(number)
        if ear is not None:
            ear.hear(line, told)


class Ear(Protocol):
    """Whoever wants to hear the lines while they are found."""

    def understand(self, line: bytes) -> Stamp | None:
        """What the line says, where that is quickly known."""

    def hear(self, line: bytes, told: Any) -> None:
        """A line that is noted, with what was understood of it."""


def line_begins(path: Path, offset: int) -> int:
    """Where the first line begins that begins after that many bytes. Raises OSError."""
    with path.open("rb") as file:
        file.seek(offset)
        line = file.readline(LONGEST + 1)
        return offset + len(line) + _skipped(file, line)


def _skipped(file: BinaryIO, line: bytes) -> int:
    """Reads on to the end of a line that is too long; how many bytes that were."""
    skipped = 0
    while not line.endswith(b"\n") and (line := file.readline(LONGEST + 1)):
        skipped += len(line)
    return skipped


def _cleaned(line: bytes, offset: int) -> bytes:
    if len(line) > LONGEST:
        raise ValueError(f"the line is longer than {LONGEST:,} bytes")
    return line.removeprefix(BOM) if offset == 0 else line
