"""What waits in one queue, as the metrics tell it. The rows are the work, so the rows are counted."""

from dataclasses import dataclass
from datetime import timedelta

COUNTED = 100_000  # nobody needs to know more exactly how much too much it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """`age`: for how long the oldest due piece could have been worked. `dead` wait for a person; both up to COUNTED."""

    age: timedelta = timedelta()
    waiting: int = 0
    dead: int = 0
