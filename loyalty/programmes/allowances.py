"""Room under caps, limits and budgets, locked while orders are decided: eight workers never give more (law A6)."""

from collections.abc import Collection

from loyalty.common import sets
from loyalty.engine.limits import Key, Rooms
from loyalty.programmes.models import Allowance


def hold(*, programme_id: int, keys: Collection[Key]) -> Rooms:
    """What was given under these keys. The rows stay locked, in one order for everybody, until the caller commits."""
    wanted = [key._asdict() for key in sorted(set(keys))]
    sets.run(BEGIN, wanted, programme_id)
    return _rooms(sets.run(LOCKED, wanted, programme_id))


def look(*, programme_id: int, keys: Collection[Key]) -> Rooms:
    """As `hold`, without a lock: to say what would be."""
    return _rooms(sets.run(READ, [key._asdict() for key in sorted(set(keys))], programme_id))


def keep(*, programme_id: int, rooms: Rooms) -> None:
    """Writes what was given since."""
    rows = [key._asdict() | {"used": rooms.used[key]} for key in sorted(rooms.changed)]
    sets.run(KEEP, rows, programme_id)
    rooms.changed.clear()


def moved(*, programme_id: int, gone: int, kept: int) -> None:
    """Two members are one person: what both were given counts together."""
    theirs = Allowance.objects.select_for_update().filter(programme_id=programme_id, member__in=(gone, kept))
    rows = list(theirs.order_by("name", "member", "span"))
    rooms = hold(
        programme_id=programme_id, keys=[Key(row.name, kept, row.span) for row in rows if row.member == gone]
    )
    for row in rows:
        if row.member == gone and row.used:
            key = Key(row.name, kept, row.span)
            rooms.used[key] = rooms.used.get(key, 0) + row.used
            rooms.changed.add(key)
    keep(programme_id=programme_id, rooms=rooms)
    Allowance.objects.filter(programme_id=programme_id, member=gone).delete()


def _rooms(rows: list[tuple[str, int, str, int]]) -> Rooms:
    return Rooms({Key(name, member, span): used for name, member, span, used in rows})


BEGIN = """
INSERT INTO programmes_allowance (programme_id, name, member, span, used)
SELECT %s, name, member, span, 0 FROM json_to_recordset(%s) AS t (name text, member bigint, span text)
ORDER BY name, member, span ON CONFLICT DO NOTHING
"""
READ = """
SELECT a.name, a.member, a.span, a.used FROM programmes_allowance a
WHERE a.programme_id = %s AND (a.name, a.member, a.span) IN
  (SELECT name, member, span FROM json_to_recordset(%s) AS t (name text, member bigint, span text))
ORDER BY a.name, a.member, a.span
"""
LOCKED = READ + " FOR UPDATE"
KEEP = """
WITH one AS (SELECT %s::bigint AS programme)
UPDATE programmes_allowance a SET used = t.used
FROM one, json_to_recordset(%s) AS t (name text, member bigint, span text, used bigint)
WHERE a.programme_id = one.programme AND a.name = t.name AND a.member = t.member AND a.span = t.span
"""
