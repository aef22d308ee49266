"""The dry run: what would come of each row, as things stand now. Reads sets, writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from loyalty.adjustments.models import Limits, Row
from loyalty.adjustments.read import Line
from loyalty.common import sets
from loyalty.ledger.book import posted_keys
from loyalty.shops.models import Shop

State = Row.State
# Faults that may come and go without the file changing; the others are the file's own.
PASSING = ("unknown", "duplicate", "used", "not_enough", "over_limit")


@dataclass(slots=True)
class Purse:
    """What a member could still be taken, row by row: debt is repaid first."""

    available: int = 0
    debt: int = 0

    def move(self, points: int) -> bool:
        """False, and nothing moved, when there is not enough."""
        if -points > self.available:
            return False
        repaid = min(self.debt, max(0, points))
        self.debt -= repaid
        self.available += points - repaid
        return True


def check(*, shop: Shop, lines: Sequence[Line], rules: Limits, now: datetime) -> None:
    """Gives every line its member, its state and the faults that stand at `now`."""
    for line in lines:
        line.faults = [fault for fault in line.faults if fault[1] not in PASSING]
    _find_members(shop, lines)
    _find_twins(lines)
    posted = _posted(shop, lines)
    for line in lines:
        line.state = State.BEFORE if line.key in posted and not line.faults else ""
    _find_other_use(shop, [line for line in lines if line.state == State.BEFORE and line.keyed])
    _find_excess([line for line in lines if not line.state], rules)
    _find_overdrafts([line for line in lines if not line.state and not line.faults], now)
    for line in lines:
        line.state = line.state or (State.WRONG if line.faults else State.READY)
        _forget_what_is_known(line)


def _find_members(shop: Shop, lines: Sequence[Line]) -> None:
    wanted = {(line.kind, line.value) for line in lines if line.kind}
    rows = [{"kind": kind, "value": value} for kind, value in sorted(wanted)]
    found = {
        (kind, value): member for kind, value, member in sets.run(MEMBERS, rows, shop.programme_id, shop.pk)
    }
    for line in lines:
        line.member = found.get((line.kind, line.value))
        if line.kind and line.member is None:
            line.faults.append(("customer", "unknown", None))


def _find_twins(lines: Sequence[Line]) -> None:
    """The same row twice is taken for a slip, unless keys of their own say that it is meant."""
    rows: dict[tuple[object, ...], int] = {}
    keys: dict[str, int] = {}
    for line in lines:
        first = keys.setdefault(line.key, line.line)
        if line.keyed and first != line.line:
            line.faults.append(("key", "duplicate", first))
        if line.keyed or line.points is None:
            continue
        first = rows.setdefault((line.member or line.value, line.points, line.why), line.line)
        if first != line.line:
            line.faults.append(("row", "duplicate", first))


def _posted(shop: Shop, lines: Iterable[Line]) -> set[str]:
    prefix = f"{shop.pk}:adjust:"
    keys = posted_keys(programme_id=shop.programme_id, keys=[prefix + line.key for line in lines])
    return {key.removeprefix(prefix) for key in keys}


def _find_other_use(shop: Shop, lines: Sequence[Line]) -> None:
    """A merchant's key that has posted something else before is a slip, not a repetition."""
    prefix = f"{shop.pk}:adjust:"
    with connection.cursor() as cursor:
        cursor.execute(POSTED, [shop.programme_id, [prefix + line.key for line in lines]])
        was = {key.removeprefix(prefix): (member, points) for key, member, points in cursor.fetchall()}
    for line in lines:
        if was.get(line.key) != (line.member, line.points):
            line.faults.append(("key", "used", None))
            line.state = State.WRONG


def _find_excess(lines: Iterable[Line], rules: Limits) -> None:
    """Only where there is no second person to ask."""
    if rules.largest is None or rules.second_person:
        return
    for line in lines:
        if line.points is not None and abs(line.points) > rules.largest:
            line.faults.append(("points", "over_limit", rules.largest))


def _find_overdrafts(lines: Sequence[Line], now: datetime) -> None:
    """In the order of the file: what an earlier row gives, a later one may take."""
    purses = _purses({line.member for line in lines if line.points and line.points < 0}, now)
    for line in lines:
        if line.member in purses and not purses[line.member].move(line.points or 0):
            line.faults.append(("points", "not_enough", purses[line.member].available))


def _purses(members: set[int | None], now: datetime) -> dict[int | None, Purse]:
    """Balances with every hold ended that has run out by `now`."""
    purses = {member: Purse() for member in members}
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, [now, list(members)])
        for member, available, debt, over in cursor.fetchall():
            purses[member] = Purse(available, debt)
            purses[member].move(int(over))
    return purses


def _forget_what_is_known(line: Line) -> None:
    """What a row said is kept only where somebody has to look for the mistake; a member we know, we know."""
    if line.state != State.WRONG:
        line.said = {}
    elif line.member is not None:
        line.said.pop("customer", None)


def tally(lines: Iterable[Line]) -> Counter[str]:
    """Lines by state."""
    return Counter(line.state for line in lines)


MEMBERS = """
SELECT i.kind, i.value, i.member_id FROM members_identity i JOIN members_member m ON m.id = i.member_id
WHERE i.programme_id = %s AND i.shop_id = %s AND m.erased_at IS NULL AND m.kept_id IS NULL
  AND (i.kind, i.value) IN (SELECT kind, value FROM json_to_recordset(%s) AS t (kind text, value text))
"""
POSTED = """
SELECT t.key, coalesce(m.kept_id, m.id), (t.reason ->> 'points')::bigint
FROM ledger_transaction t JOIN members_member m ON m.id = t.member_id
WHERE t.programme_id = %s AND t.key = ANY(%s)
"""
BALANCES = """
SELECT b.member_id, b.available, -b.debt, (
  SELECT coalesce(sum(l.remaining), 0) FROM ledger_lot l
  WHERE l.member_id = b.member_id AND l.account = 'pending' AND l.remaining > 0 AND l.available_at <= %s)
FROM ledger_balance b WHERE b.member_id = ANY(%s)
"""
