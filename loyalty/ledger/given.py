"""What days that come back every year have given."""

from collections.abc import Collection

from loyalty.engine.days import Yearly
from loyalty.ledger.models import Award


def given_in(*, member_ids: Collection[int], on: Yearly, year: int) -> set[tuple[int | None, str]]:
    """(member, rule) of all that was ever posted for that year, to them or to whom was merged into them."""
    rows = Award.objects.filter(
        member_id__in=member_ids, source__startswith=f"{on}:", source__endswith=f":{year}", steps__gt=0
    )
    return set(rows.values_list("member_id", "rule"))
