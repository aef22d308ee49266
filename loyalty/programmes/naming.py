"""What things were called when a line of a history was written."""

from loyalty.engine.document import Points
from loyalty.ledger.names import Names
from loyalty.ledger.statement import Entry
from loyalty.programmes.live import Timeline


def names_of_line(entry: Entry, *, points: Points, versions: Timeline, money: str) -> Names:
    """What the version that gave the line called its things; lines of no version by the newest one."""
    number = entry.version or max((one for _at, one in versions.since), default=0)
    document = versions.version(number).document if number else None
    return Names(points, document, money).held(entry.currency)
