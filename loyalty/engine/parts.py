"""What every part of the programme document is made of."""

import difflib
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

POINTS_LIMIT = 1_000_000

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Money = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Fault = tuple[tuple[str | int, ...], str]  # path and message
Days = Annotated[int, Field(ge=0, le=365)]

_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?", re.ASCII)


def exact_amount(given: object) -> Decimal:
    """A text such as "250.00" or a whole number; 250.0 (binary) is refused, for it may not be what was written."""
    if isinstance(given, Decimal):
        given = str(given)
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str) or not _PLAIN.fullmatch(given):
        raise ValueError('write an amount as text, such as "250.00", and a count as a whole number')
    return Decimal(given)


Factor = Annotated[Decimal, BeforeValidator(exact_amount), Field(gt=0, le=100)]


class Part(BaseModel):
    """Base of every part of the document: nothing unknown, nothing converted silently, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refuse(part: str, faults: Iterable[Fault]) -> None:
    """Raises pydantic's ValidationError with every fault at its path, when there is any."""
    lines = [
        InitErrorDetails(
            type=PydanticCustomError("fault", "{message}", {"message": message}), loc=path, input=None
        )
        for path, message in faults
    ]
    if lines:
        raise ValidationError.from_exception_data(part, lines)


def close_to(given: str, known: Iterable[str]) -> str:
    """A suggestion for a name that is not known, or nothing."""
    close = difflib.get_close_matches(given, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
