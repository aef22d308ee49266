"""Deliveries of shops that were never here: a few are kept to be looked at, a flood is told to wait.

Known shops cost nothing here but a look into an empty dictionary.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from loyalty.common.limits import UNKNOWN_SHOP, wait

MOST = 10_000
_resting: dict[str, datetime] = {}


def count(domain: str, *, now: datetime) -> None:
    """One more was stored for a shop we do not know."""
    seconds = wait(UNKNOWN_SHOP, sha256(domain.encode()).hexdigest())
    if seconds:
        if len(_resting) >= MOST:
            _resting.clear()
        _resting[domain] = now + timedelta(seconds=seconds)


def rests(domain: str, *, now: datetime) -> bool:
    """Whether this process was told to wait with the shop's deliveries."""
    until = _resting.get(domain)
    if until is None:
        return False
    if now < until:
        return True
    _resting.pop(domain, None)
    return False
