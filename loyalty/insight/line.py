"""One line of a history file: what it says, and what is wrong with one that cannot be read."""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from loyalty.common import escapes

T = TypeVar("T")


class Stamp(msgspec.Struct, frozen=True):
    """The only key that the first pass reads."""

    triggered_at: Annotated[datetime, msgspec.Meta(tz=True)]


class Line(msgspec.Struct, frozen=True):
    """One message; the payload stays as it was sent."""

    topic: str
    triggered_at: Annotated[datetime, msgspec.Meta(tz=True)]
    payload: msgspec.Raw
    webhook_id: str | None = None


STAMP = msgspec.json.Decoder(Stamp)
LINE = msgspec.json.Decoder(Line)


def decoded(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    """What the line says. Raises ValueError."""
    try:
        return escapes.decoded(decoder, line)
    except RecursionError as bad:
        raise ValueError(why(bad)) from None


def why(bad: Exception) -> str:
    """What is wrong, with the key first where there is one."""
    if isinstance(bad, RecursionError):
        return "the line is nested too deeply"
    if isinstance(bad, OverflowError):
        return "triggered_at: is not on the calendar"
    text = str(bad).replace("`", "")[:200]
    if isinstance(bad, msgspec.ValidationError):
        message, _, path = text.partition(" - at $.")
        return f"{path}: {message}" if path else message
    if isinstance(bad, msgspec.DecodeError | UnicodeDecodeError):
        return f"the line is no JSON that can be read ({text})"
    return text
