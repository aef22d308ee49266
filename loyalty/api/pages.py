"""Lists in pages. A cursor is the sealed number of the last row: it stays true while rows come and go."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotFound

from loyalty.api.fields import Form, Text, Whole
from loyalty.common.sealed import seal, unseal

MOST, USUAL = 100, 25


class PageForm(Form):
    """Which page."""

    limit = Whole(
        written=True,
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=f"At most so many; {USUAL} if not given.",
    )
    cursor = Text(required=False, help_text="`next_cursor` of the page before.")


def start(*, kind: str, programme_id: int, asked: dict[str, Any]) -> int | None:
    """The number behind the cursor that was asked for. Raises NotFound for one that we never gave out."""
    text = asked.get("cursor")
    if text is None:
        return None
    number = unseal(f"{kind}cur", programme_id, text)
    if number is None or number >= 2**63:
        raise NotFound("There is no such page.", code="no_such_page")
    return number


def cursor(*, kind: str, programme_id: int, last: int | None) -> str | None:
    return None if last is None else seal(f"{kind}cur", programme_id, last)


def cut(found: Iterable[Any], limit: int) -> tuple[list[Any], int | None]:
    """One more row was read than is shown; with it there is a next page."""
    rows = list(found)
    shown = rows[:limit]
    return shown, shown[-1].pk if len(rows) > limit else None
