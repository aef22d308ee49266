"""Why a tier changed, as JSON-ready data; and the same figures again from the history (law T4).

    {"code": "tier_up", "from": "member", "to": "gold", "measure": "spend", "amount": 25000, "threshold": 25000,
     "window": ["2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"]}

Money is in minor units. The window is half-open, its ends None where it has none; what came after the change does
not count. With rolling months it is the day by day moving window as it lay that day. A hybrid adds "need" and
"also", the other measures; a grace adds "until".
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from loyalty.engine.calendar import add_months
from loyalty.engine.ladder_windows import EVER, NEVER, ShopTime, Span
from loyalty.engine.tiers import Tiers

Code = Literal["tier_up", "tier_down", "tier_kept_by_grace", "tier_recounted"]
Reason = dict[str, Any]


def reason(
    code: Code,
    *,
    tiers: Tiers,
    levels: tuple[int, int],
    amounts: Sequence[int],
    thresholds: Sequence[int],
    window: tuple[datetime, datetime],
) -> Reason:
    """`amounts` and `thresholds` go by the tiers' measures; the measure that decided is told first."""
    figures: list[dict[str, Any]] = [
        {"measure": measure, "amount": amount, "threshold": threshold}
        for measure, amount, threshold in zip(tiers.measures, amounts, thresholds, strict=True)
    ]
    figures.sort(key=lambda one: (one["amount"] >= one["threshold"]) != (code == "tier_up"))
    told: Reason = {"code": code, "from": tiers.levels[levels[0]].id, "to": tiers.levels[levels[1]].id}
    told |= figures[0] | {"window": [iso(moment) for moment in window]}
    if len(figures) > 1:
        told |= {"need": tiers.need, "also": figures[1:]}
    return told


def iso(moment: datetime) -> str | None:
    return None if moment in (EVER, NEVER) else moment.isoformat()


def window_at(tiers: Tiers, span: Span, at: datetime, clock: ShopTime) -> tuple[datetime, datetime]:
    """The window as people would say it at `at`: of rolling months, from the first day that counts to today's end."""
    months = tiers.window.rolling_months
    if not months:
        return span.start, span.ends
    return _first_counting(at, months, clock), clock.midnight(clock.day(at) + timedelta(days=1))


def _first_counting(at: datetime, months: int, clock: ShopTime) -> datetime:
    """The beginning of the earliest day that still counts at `at`."""
    first = add_months(clock.day(at), -months)
    while clock.months_later(clock.midnight(first - timedelta(days=1)), months) > at:
        first -= timedelta(days=1)
    while clock.months_later(clock.midnight(first), months) <= at:
        first += timedelta(days=1)
    return clock.midnight(first)
