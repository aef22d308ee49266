"""Bulk operations of the pretend platform, and what goes wrong with them on demand."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class BulkOperation:
    """One export; `body` is its JSONL, handed out under the secret `key`."""

    id: int
    shop: str
    query: str
    created_at: datetime
    key: str
    status: str = "CREATED"
    error_code: str | None = None
    completed_at: datetime | None = None
    objects: int = 0
    roots: int = 0
    body: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in ("COMPLETED", "FAILED", "CANCELED", "EXPIRED")


@dataclass(slots=True, kw_only=True)
class BulkFaults:
    """What befalls a shop's exports until it is changed.

    `hold` keeps them running; `fail` is an error code with which they end, half done; `cut` bytes are missing at the
    end of the file; `gone` answers 403 for it; `busy` refuses new ones.
    """

    shop: str
    hold: bool = False
    fail: str = ""
    cut: int = 0
    gone: bool = False
    busy: bool = False
