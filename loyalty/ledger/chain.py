"""The chain: every transaction carries a fingerprint of itself and of the member's one before it (law L3).

A chain is kept per member and shop, so that members do not wait for each other and a shop can be forgotten whole.
`link` reckons a fingerprint while posting; `manage.py ledger verify` reckons all of them again in SQL (verify_chain).
Both write the row as PostgreSQL writes jsonb: keys by length, then alphabet; a space after comma and colon.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def link(previous: bytes, row: Sequence[Any]) -> bytes:
    """The fingerprint of a row of plain values, after the one before it (empty for the first)."""
    return hashlib.sha256(canonical([previous.hex(), *row]).encode()).digest()


def canonical(value: Any) -> str:
    """JSON as jsonb prints it. No floats."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(", ", ": "))


def micros(at: datetime | None) -> int | None:
    """Microseconds since 1970, as verify_chain counts them."""
    return None if at is None else (at - EPOCH) // MICROSECOND


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_key_order)}
    if isinstance(value, (list, tuple)):
        return [_ordered(one) for one in value]
    return value


def _key_order(key: str) -> tuple[int, bytes]:
    raw = key.encode()
    return len(raw), raw
