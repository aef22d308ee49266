"""Statements of a period, as text and as documents: to whom donations go, and who pays for the points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from loyalty.common.money import major
from loyalty.ledger.donations import Donated
from loyalty.ledger.sponsors import Sponsored
from loyalty.runtime.ledger_print import Out


def donations_as_json(found: Sequence[Donated], since: datetime, until: datetime) -> dict[str, Any]:
    """`since` and `until` are half-open; money is in minor units. A charity that nobody named is ""."""
    charities = [
        {
            "charity": one.charity,
            "points": one.points,
            "amount_minor": one.minor,
            "currency": one.currency,
            "count": one.count,
        }
        for one in found
    ]
    return {"since": since.isoformat(), "until": until.isoformat(), "charities": charities}


def print_donations(out: Out, found: Sequence[Donated]) -> None:
    """A line per charity and currency."""
    out.write(f"{'charity':<40}{'donations':>10}{'points':>14}{'money':>18}")
    for one in found:
        money = f"{major(one.minor, one.currency):,} {one.currency}"
        out.write(f"{one.charity or '(not named)':<40}{one.count:>10,}{one.points:>14,}{money:>18}")


def sponsors_as_json(found: Sequence[Sponsored], since: datetime, until: datetime) -> dict[str, Any]:
    """`since` and `until` are half-open. Empty when nobody but the shop pays; the shop's own line is ""."""
    rows = [
        {"sponsor": one.sponsor, "issued": one.issued, "reversed": one.reversed, "net": one.net}
        for one in found
    ]
    return {"since": since.isoformat(), "until": until.isoformat(), "sponsors": rows}


def print_sponsors(out: Out, found: Sequence[Sponsored]) -> None:
    """A line per sponsor, the shop first."""
    out.write(f"{'sponsor':<40}{'issued':>14}{'taken back':>14}{'to pay for':>14}")
    for one in found:
        out.write(f"{one.sponsor or '(the shop)':<40}{one.issued:>14,}{one.reversed:>14,}{one.net:>14,}")
