"""What a worked example is asked of, and what it tells."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.document import Document
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Fired:
    """What one rule gives for a sample, or why nothing."""

    title: str
    text: str
    gives: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """One sample. `without` is the total without the part being written; empty where it is the same."""

    title: str
    about: str
    lines: list[Fired]
    total: str
    without: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The documents with and without a part, which part, and for which shop."""

    after: Document
    before: Document | None
    key: str
    part_id: str
    shop: Shop
    now: datetime
