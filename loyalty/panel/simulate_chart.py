"""Stacked columns drawn on the server, one for each month of a simulation; a table with the figures stands beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WIDTH, HEIGHT, TOP, FOOT = 600, 160, 8, 28
MARKS = 6  # months named below the axis
SHADES = 6  # colours there are for tiers; beyond them they repeat


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column, in SVG units; `shade` names its colour."""

    x: int
    y: int
    width: int
    height: int
    shade: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything the template needs to draw."""

    width: int
    height: int
    line: int
    foot: int
    pieces: list[Piece]
    marks: list[tuple[int, date]]


def columns(months: Sequence[date], stacks: Sequence[Sequence[int]]) -> Columns:
    """Each stack is drawn from the axis up, its first value lowest; what is below zero is not drawn."""
    room, line = HEIGHT - TOP - FOOT, HEIGHT - FOOT
    highest = max((sum(map(_drawn, stack)) for stack in stacks), default=0) or 1
    slot = WIDTH // max(len(months), 1)
    gap = 3 if slot > 9 else 1
    pieces = []
    for number, stack in enumerate(stacks):
        base = 0
        for shade, value in enumerate(map(_drawn, stack)):
            low, high = room * base // highest, room * (base + value) // highest
            base += value
            if high > low:
                x, width = number * slot + gap, slot - 2 * gap
                pieces.append(Piece(x, line - high, width, high - low, shade % SHADES))
    step = -(-len(months) // MARKS)
    marks = [(n * slot + gap, month) for n, month in enumerate(months) if n % max(step, 1) == 0]
    return Columns(WIDTH, HEIGHT, line, HEIGHT - 6, pieces, marks)


def months_of(result: Mapping[str, Any], zone: str) -> list[date]:
    """The month each row is the end of."""
    ends = [datetime.fromisoformat(row["at"]) for row in result["months"]]
    return [(end - timedelta.resolution).astimezone(ZoneInfo(zone)).date() for end in ends]


def _drawn(value: int) -> int:
    return max(0, value)
