"""What a log line may say of an error: where it happened and of which kind, never with what.

Messages of errors quote what they stumbled over: a name, an address, the failing row.
"""

import logging
import re
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

import psycopg

EMAIL = re.compile(r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:=]+")
BY_NAME = re.compile(
    r"(?i)\b(bearer|basic|token|secret|password|signature|hmac)(\s*[=:]?\s*)(?!\.)[^\s,;&\"']{6,}"
)
LONG = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{24,}")  # digits and letters: nobody's words
TELLTALE = {"exception", "timestamp", "level"}  # written here, or by nobody

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def mask(text: str) -> str:
    """The text without addresses and whatever looks like a secret."""
    return LONG.sub("…", BY_NAME.sub(r"\1\2…", EMAIL.sub("…@…", text)))


def masked(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """As a processor: every text of the line."""
    for key, value in event.items():
        if isinstance(value, str) and key not in TELLTALE:
            event[key] = mask(value)
    return event


def told(exc_info: ExcInfo) -> str:
    """The frames of an error and of those behind it, with kinds in place of messages."""
    return "\n".join(line for one in _chain(exc_info[1]) for line in _lines(one))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, psycopg.Error) and error.sqlstate:
        name += f" {error.sqlstate} {error.diag.constraint_name or ''}".rstrip()
    yield name
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}"


class TasksByName(logging.Filter):
    """Celery writes the error's message into its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "celery.app.trace" and record.exc_info and isinstance(record.args, dict):
            record.msg = "Task %(name)s[%(id)s] %(description)s"
        return True
