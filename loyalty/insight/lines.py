"""A history file's lines in the order of time, however they stand in the file.

One pass notes where every line begins and when it happened; then the lines are read in that order. Only a few numbers
per line stay in memory.
"""

import os
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import msgspec

from loyalty.common.escapes import without_lone_surrogates

LONGEST = 32 * 2**20  # bytes in a line; the platform's own limit is far lower
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(2100, 1, 1, tzinfo=UTC)
BOM = b"\xef\xbb\xbf"
MICROSECOND = timedelta(microseconds=1)

T = TypeVar("T")
Progress = Callable[[int], None]


class Stamp(msgspec.Struct, frozen=True):
    """The only key that the first pass reads."""

    triggered_at: Annotated[datetime, msgspec.Meta(tz=True)]


class Line(msgspec.Struct, frozen=True):
    """One message; the payload stays as it was sent."""

    topic: str
    triggered_at: Annotated[datetime, msgspec.Meta(tz=True)]
    payload: msgspec.Raw
    webhook_id: str | None = None


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

    def index(self, progress: Progress, heard: Callable[[bytes], None] | None = None) -> None:
        """The first pass. `progress` hears how many bytes were read, `heard` every line that is noted.

        Raises OSError.
        """
        with self.path.open("rb") as file:
            for number, offset, line in _split(file):
                noted = self._note(number, offset, line)
                if noted and heard is not None:
                    heard(noted)
                progress(offset + len(line))

    def in_time(self) -> Iterator[tuple[int, Line]]:
        """Line numbers and lines, by time, then by number; the same message twice at one moment comes once."""
        read = msgspec.json.Decoder(Line)
        seen: set[tuple[str, str | bytes]] = set()
        moment: datetime | None = None
        with self.path.open("rb") as file:
            for place in self._order():
                number = self._number[place]
                try:
                    line = decoded(read, _line_at(file.fileno(), self._offset[place], number))
                except ValueError as bad:
                    self.refused.append(Refusal(number, why(bad)))
                    continue
                if line.triggered_at != moment:
                    seen.clear()
                    moment = line.triggered_at
                message = (line.topic, line.webhook_id or bytes(line.payload))
                if message not in seen:
                    seen.add(message)
                    yield number, line

    def of_share(self, shares: bytearray, share: int, every: int) -> "Lines":
        """The same file, only the lines of one share and those that are `every`body's; nothing is refused yet."""
        kept = [place for place, one in enumerate(shares) if one in (share, every)]
        picked = (
            array(one.typecode, [one[place] for place in kept])
            for one in (self._at, self._offset, self._number)
        )
        return Lines(self.path, [], *picked)

    def _order(self) -> Iterator[int]:
        at = self._at
        if all(at[place] <= at[place + 1] for place in range(len(at) - 1)):
            yield from range(len(at))
        else:
            yield from sorted(range(len(at)), key=at.__getitem__)

    def _note(self, number: int, offset: int, line: bytes) -> bytes:
        """The line as it will be read; nothing for one that is refused."""
        if not line.strip():
            return b""
        try:
            line = _cleaned(line, number)
            at = decoded(STAMP, line).triggered_at.astimezone(UTC)
            if not EPOCH <= at < LAST:
                raise ValueError("triggered_at: is not between 1970 and 2100")
        except (ValueError, OverflowError) as bad:
            self.refused.append(Refusal(number, why(bad)))
            return b""
        self._at.append((at - EPOCH) // MICROSECOND)
        self._offset.append(offset)
        self._number.append(number)
        return line


STAMP = msgspec.json.Decoder(Stamp)


def _split(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """(number, offset, line); of a line that is too long only the beginning."""
    number = offset = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        yield number, offset, line
        while not line.endswith(b"\n") and (more := file.readline(LONGEST + 1)):
            offset += len(line)
            line = more
        offset += len(line)


def _line_at(handle: int, offset: int, number: int) -> bytes:
    size = 4096
    while True:
        found = os.pread(handle, size, offset)
        end = found.find(b"\n")
        if end >= 0 or len(found) < size:
            return _cleaned(found[:end] if end >= 0 else found, number)
        size *= 8


def _cleaned(line: bytes, number: int) -> bytes:
    if len(line) > LONGEST:
        raise ValueError(f"the line is longer than {LONGEST:,} bytes")
    return line.removeprefix(BOM) if number == 1 else line


def decoded(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    """What the line says. Raises ValueError."""
    try:
        return decoder.decode(line)
    except RecursionError as bad:
        raise ValueError(why(bad)) from None
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        mended = without_lone_surrogates(line)
        if mended == line:
            raise
    return decoder.decode(mended)


def why(bad: Exception) -> str:
    """What is wrong, with the key first where there is one."""
    if isinstance(bad, RecursionError):
        return "the line is nested too deeply"
    if isinstance(bad, OverflowError):
        return "triggered_at: is not on the calendar"
    text = str(bad).replace("`", "")[:200]
    if isinstance(bad, msgspec.ValidationError):
        message, _, path = text.partition(" - at $.")
        return f"{path}: {message}" if path else message
    if isinstance(bad, msgspec.DecodeError | UnicodeDecodeError):
        return f"the line is no JSON that can be read ({text})"
    return text
