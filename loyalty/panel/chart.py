"""Bars drawn on the server: what went in stands above the line, what came back hangs below."""

from dataclasses import dataclass
from datetime import date

from loyalty.panel.figures import Day

WIDTH, HEIGHT = 600, 158
TOP, FOOT = 8, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A pair of bars in SVG units."""

    day: Day
    x: int
    width: int
    up_y: int
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template needs to draw; `foot` is where the words of the marks stand."""

    width: int
    height: int
    line: int
    top: int
    most: int
    bars: list[Bar]
    foot: int
    marks: list[tuple[int, date]]


@dataclass(frozen=True, slots=True)
class Week:
    """The same figures for the table beside the chart."""

    first: date
    last: date
    issued: int
    reversed: int

    @property
    def net(self) -> int:
        return self.issued - self.reversed


def chart(days: list[Day]) -> Chart:
    """Heights share one scale, so a reversal looks as large as it is."""
    highest = max((day.issued for day in days), default=0)
    deepest = max((day.reversed for day in days), default=0)
    room = HEIGHT - TOP - FOOT
    span = max(highest + deepest, 1)
    line = TOP + (room * highest // span if deepest else room)
    slot = WIDTH // max(len(days), 1)
    bars = []
    for n, day in enumerate(days):
        up, down = _height(day.issued, room, span), _height(day.reversed, room, span)
        bars.append(Bar(day=day, x=n * slot + 3, width=slot - 6, up_y=line - up, up=up, down=down))
    # Not under the first and the last day: words in the middle of a bar would stand out of the drawing.
    marks = [(n * slot + slot // 2, day.day) for n, day in enumerate(days) if n % 7 == 2]
    return Chart(
        width=WIDTH, height=HEIGHT, line=line, top=TOP, most=highest, bars=bars, foot=HEIGHT - 5, marks=marks
    )


def weeks(days: list[Day]) -> list[Week]:
    """Seven days each, the newest first; the oldest may be shorter."""
    found = []
    for end in range(len(days), 0, -7):
        part = days[max(0, end - 7) : end]
        found.append(
            Week(
                first=part[0].day,
                last=part[-1].day,
                issued=sum(day.issued for day in part),
                reversed=sum(day.reversed for day in part),
            )
        )
    return found


def _height(points: int, room: int, span: int) -> int:
    return max(2, room * points // span) if points else 0
