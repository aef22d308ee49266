"""A body as it came, made readable without parsing it: whatever it holds, nothing breaks and nothing is changed."""

import re
from dataclasses import dataclass

SHOWN = 64 * 1024  # bytes
DEEPEST = 32
# A string (the last one perhaps cut short), an empty pair, a bracket or sign, or a run of anything else.
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|\{\s*\}|\[\s*\]|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Body:
    """`text` is at most SHOWN bytes of it, indented when it looks like JSON."""

    text: str
    size: int
    cut: bool
    is_utf8: bool


def shown(raw: bytes) -> Body:
    """The beginning of a body; bytes that are no text are shown as �."""
    head = raw[:SHOWN]
    cut = len(raw) > SHOWN
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    return Body(text=_indented(text), size=len(raw), cut=cut, is_utf8=_is_utf8(raw))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _indented(text: str) -> str:
    """Breaks lines at brackets and commas. Mark by mark: numbers, escapes and doubled keys stay as written."""
    plain = text.replace("\0", "\u2400")
    if not plain.lstrip().startswith(("{", "[")):
        return plain
    out: list[str] = []
    depth = 0
    for mark in TOKENS.findall(plain):
        if mark in ("{", "["):
            depth += 1
        elif mark in ("}", "]"):
            depth -= 1
        if not 0 <= depth <= DEEPEST:
            return plain
        out.append(_placed(mark, depth))
    return "".join(out)


def _placed(mark: str, depth: int) -> str:
    if mark in ("{", "[", ","):
        return mark + _newline(depth)
    if mark in ("}", "]"):
        return _newline(depth) + mark
    return ": " if mark == ":" else mark


def _newline(depth: int) -> str:
    return "\n" + "  " * depth
