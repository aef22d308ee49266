"""What a browser carries from the store's page to us and back, where no cookie goes along: sealed, and not for long."""

import json
from datetime import datetime, timedelta
from typing import Any, Literal

from cryptography.fernet import InvalidToken

from loyalty.common.encrypted import box

LIVES = timedelta(minutes=10)
Kind = Literal["start", "linked"]


class NoTicket(ValueError):
    """It was not made here, not for this, or its time is over."""


def make(kind: Kind, told: dict[str, Any], *, now: datetime) -> str:
    """Nobody but us can read or change it. Without "=", which no query through the store's proxy may carry."""
    until = int((now + LIVES).timestamp())
    return box().encrypt(json.dumps([kind, until, told]).encode()).decode().rstrip("=")


def read(kind: Kind, text: str, *, now: datetime) -> dict[str, Any]:
    """Raises NoTicket."""
    try:
        found, until, told = json.loads(box().decrypt(f"{text}{'=' * (-len(text) % 4)}".encode()))
    except (InvalidToken, ValueError):
        raise NoTicket from None
    if found != kind or not now.timestamp() < until or not isinstance(told, dict):
        raise NoTicket
    return told
