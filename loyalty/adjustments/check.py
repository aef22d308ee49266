"""The dry run: what would come of each row, as things stand now. Reads sets, writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from loyalty.adjustments.models import Limits, Row
from loyalty.adjustments.read import Line
from loyalty.common import sets
from loyalty.desk.clocks import clock
from loyalty.ledger.adjust import full_key
from loyalty.ledger.book import posted_keys
from loyalty.ledger.glance import glance
from loyalty.shops.models import Shop

State = Row.State
AT_ONCE = 2_000
# Faults that may come and go without the file changing; the others are the file's own.
PASSING = ("unknown", "duplicate", "used", "not_enough", "over_limit")


@dataclass(slots=True)
class Means:
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
    _find_overdrafts(shop, [line for line in lines if not line.state and not line.faults], now)
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
    prefix = full_key(shop, "")
    keys = posted_keys(programme_id=shop.programme_id, keys=[prefix + line.key for line in lines])
    return {key.removeprefix(prefix) for key in keys}


def _find_other_use(shop: Shop, lines: Sequence[Line]) -> None:
    """A merchant's key that has posted something else before is a slip, not a repetition."""
    prefix = full_key(shop, "")
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


def _find_overdrafts(shop: Shop, lines: Sequence[Line], now: datetime) -> None:
    """In the order of the file: what an earlier row gives, a later one may take."""
    losing = {line.member for line in lines if line.member is not None and (line.points or 0) < 0}
    means = _means(shop, sorted(losing), now)
    for line in lines:
        theirs = means.get(line.member or 0)
        if theirs is not None and not theirs.move(line.points or 0):
            line.faults.append(("points", "not_enough", theirs.available))


def _means(shop: Shop, members: Sequence[int], now: datetime) -> dict[int, Means]:
    """What each has at `now`, with holds ended and points expired that no sweep has booked yet."""
    means = {member: Means() for member in members}
    ticking = clock(shop=shop)
    for start in range(0, len(members), AT_ONCE):
        some = members[start : start + AT_ONCE]
        purses = glance(programme_id=shop.programme_id, member_ids=some, clock=ticking, now=now)
        for member, purse in purses.items():
            means[member] = Means(purse.available, purse.debt)
    return means


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
