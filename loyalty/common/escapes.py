"""JSON as it is really sent."""

import re
from typing import TypeVar

import msgspec

T = TypeVar("T")

# A whole pair, a lone half, or any other escape: so "\\ud800" (an escaped backslash) stays whole.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)


def without_lone_surrogates(body: bytes) -> bytes:
    """Half an emoji stands for no character, and neither JSON readers nor PostgreSQL take it."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], body)


def decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """What the body says; half an emoji does not spoil the rest. Raises what the decoder raises."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        mended = without_lone_surrogates(body)
        if mended == body:
            raise
    return decoder.decode(mended)
