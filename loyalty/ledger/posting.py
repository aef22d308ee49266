"""What a transaction says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.engine.lots import POINTS


class MemberMoved(Exception):
    """A member was merged into another while the caller was at work; try again and find the kept one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """`key` is the business key: the same key never posts twice."""

    shop_id: int
    member_id: int
    kind: str
    key: str
    source: str
    version: int
    actor: str
    reason: dict[str, Any]
    effective_at: datetime
    award_id: int | None = None
    currency: str = POINTS
