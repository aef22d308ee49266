"""Which rules were live at a moment."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from loyalty.common import replica
from loyalty.engine.document import Document, parse
from loyalty.engine.expiry import Clock
from loyalty.programmes.models import Version


@dataclass(frozen=True, slots=True)
class Live:
    """A published version, compiled."""

    number: int
    document: Document


@dataclass(frozen=True, slots=True)
class Timeline:
    """A programme's versions with the moments from which they were live, oldest first."""

    programme_id: int
    since: list[tuple[datetime, int]]
    clocks: dict[str, Clock] = field(
        default_factory=dict, compare=False, repr=False
    )  # see desk.clocks; by time zone

    def live(self, at: datetime) -> Live | None:
        """The version that was live at `at`; None before the first was published."""
        number = max((entry for entry in self.since if entry[0] <= at), default=None)
        return None if number is None else self.version(number[1])

    def version(self, number: int) -> Live:
        """A version by its number."""
        return version(programme_id=self.programme_id, number=number)


def timeline(*, programme_id: int) -> Timeline:
    """One question for any number of moments."""
    with replica.cursor() as cursor:
        cursor.execute(SINCE, [programme_id])
        return Timeline(programme_id, cursor.fetchall())


SINCE = "SELECT published_at, number FROM programmes_version WHERE programme_id = %s"


def live(*, programme_id: int, at: datetime) -> Live | None:
    """The version that was live at `at`; None before the first was published."""
    return timeline(programme_id=programme_id).live(at)


def version(*, programme_id: int, number: int) -> Live:
    """A version by its number. Versions never change, so each is read and compiled once per process."""
    return _compiled(programme_id, number)


@lru_cache(maxsize=1024)
def _compiled(programme_id: int, number: int) -> Live:
    row = Version.objects.get(programme_id=programme_id, number=number)
    return Live(number, parse(row.document))
