"""Which rules were live at a moment."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from loyalty.engine.document import Document, parse
from loyalty.programmes.models import Version


@dataclass(frozen=True, slots=True)
class Live:
    """A published version, compiled."""

    number: int
    document: Document


def live(*, programme_id: int, at: datetime) -> Live | None:
    """The version that was live at `at`; None before the first was published."""
    number = (
        Version.objects.filter(programme_id=programme_id, published_at__lte=at)
        .order_by("-published_at", "-number")
        .values_list("number", flat=True)
        .first()
    )
    return None if number is None else version(programme_id=programme_id, number=number)


def version(*, programme_id: int, number: int) -> Live:
    """A version by its number. Versions never change, so each is read and compiled once per process."""
    return _compiled(programme_id, number)


@lru_cache(maxsize=1024)
def _compiled(programme_id: int, number: int) -> Live:
    row = Version.objects.get(programme_id=programme_id, number=number)
    return Live(number, parse(row.document))
