"""JSON as it is really sent."""

import re

# A whole pair, a lone half, or any other escape: so "\\ud800" (an escaped backslash) stays whole.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)


def without_lone_surrogates(body: bytes) -> bytes:
    """Half an emoji stands for no character, and neither JSON readers nor PostgreSQL take it."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], body)
