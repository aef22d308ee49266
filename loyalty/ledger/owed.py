"""What members have at this moment, to the point as in the books: by age, by end, and by when members came."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from loyalty.common import replica
from loyalty.engine.days import local_day
from loyalty.engine.lots import POINTS
from loyalty.ledger.close_days import zone_of
from loyalty.ledger.closed import StillOpen
from loyalty.ledger.still_open import grouped

Span = tuple[int | None, int | None]  # the least and the most days, both of them included
AGES: tuple[Span, ...] = ((None, 30), (31, 90), (91, 180), (181, 365), (366, None))
OVER: Span = (None, -1)
ENDS: tuple[Span, ...] = (OVER, (0, 30), (31, 90), (91, 365), (366, None))


@dataclass(slots=True)
class Held:
    """What members have by account; a debt is below zero."""

    available: int = 0
    pending: int = 0
    reserved: int = 0
    debt: int = 0

    @property
    def points(self) -> int:
        return self.available + self.pending + self.reserved + self.debt

    def add(self, account: str, amount: int) -> None:
        setattr(self, account, getattr(self, account) + amount)


@dataclass(frozen=True, slots=True)
class Owed:
    """Days since points were earned, days until they end (None: no end of their own), and the quarters in which
    members came, the newest first. Ages and ends have what lots have: what is reserved or owed has no age."""

    today: date
    ages: dict[Span, Held] = field(default_factory=lambda: {span: Held() for span in AGES})
    ends: dict[Span | None, Held] = field(default_factory=lambda: {span: Held() for span in (*ENDS, None)})
    quarters: dict[date, Held] = field(default_factory=dict)

    @property
    def whole(self) -> Held:
        """All of it, as the roll-forward closes."""
        sums = Held()
        for held in self.quarters.values():
            for account in ("available", "pending", "reserved", "debt"):
                sums.add(account, getattr(held, account))
        return sums


@replica.reading()
def owed(programme_id: int, now: datetime, currency: str = POINTS) -> Owed:
    """By the calendar of the programme's oldest shop."""
    zone = zone_of(programme_id)
    found = Owed(local_day(now, zone))
    for kind, account, day, amount in sorted(_groups(programme_id, zone, currency), key=_newest):
        if kind == StillOpen.Kind.CAME:
            quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1)
            found.quarters.setdefault(quarter, Held()).add(account, amount)
        elif kind == StillOpen.Kind.EARNED:
            found.ages[_span(AGES, found.today - day)].add(account, amount)
        else:
            found.ends[_span(ENDS, day - found.today) if day else None].add(account, amount)
    for quarter in [one for one, held in found.quarters.items() if held == Held()]:
        del found.quarters[quarter]
    return found


def _newest(row: tuple[Any, ...]) -> tuple[bool, int]:
    day = row[2]
    return day is None, -day.toordinal() if day else 0


def _span(spans: tuple[Span, ...], far: timedelta) -> Span:
    return next(span for span in spans if span[1] is None or far.days <= span[1])


def _groups(programme_id: int, zone: str, currency: str) -> Iterator[tuple[Any, ...]]:
    """Kind, account, day, amount: what is kept, and on top of it what was posted since."""
    scope: dict[str, Any] = {"programme": programme_id, "zone": zone, "currency": currency}
    with replica.cursor() as cursor:
        cursor.execute(KEPT, scope)
        kept = cursor.fetchall()
        yield from (row for _, *row in kept if row[0])
        # One statement told what is kept and until when: a night's closing in between counts nothing twice.
        cursor.execute(SINCE if kept else ALL, scope | {"since": kept[0][0] if kept else None})
        yield from cursor.fetchall()


KEPT = """
SELECT u.until, o.kind, o.account, o.day, o.amount FROM ledger_closeduntil u
LEFT JOIN ledger_stillopen o ON o.closed_id = u.id AND o.currency = %(currency)s
WHERE u.programme_id = %(programme)s AND u.zone = %(zone)s
"""
ASKED = """
WITH t AS (
  SELECT id, programme_id, %(zone)s::text AS zone FROM ledger_transaction
  WHERE programme_id = %(programme)s AND currency = %(currency)s {since}
)
SELECT kind, account, day, amount FROM ({groups}) found
"""
SINCE = ASKED.format(since="AND posted_at >= %(since)s", groups=grouped(few=True))
ALL = ASKED.format(since="", groups=grouped(few=False))
