"""What every part of the programme document is made of."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

POINTS_LIMIT = 1_000_000

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Money = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Days = Annotated[int, Field(ge=0, le=365)]


class Part(BaseModel):
    """Base of every part of the document: nothing unknown, nothing converted silently, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)
