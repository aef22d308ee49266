"""What happens when: one verb per fact."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.engine.facts import Fact
from loyalty.shops.models import Shop


def work(*, shop: Shop, told: Sequence[tuple[int, Fact]], now: datetime) -> dict[int, str]:
    """Works the facts of one shop inside the caller's transaction, in any order of arrival.

    `told` pairs a caller's number with a fact. Returns a short note per number, in plain words.
    Raises Unreadable when a fact can never be worked; the caller then isolates and parks it.
    """
    return {number: "" for number, _ in told}
