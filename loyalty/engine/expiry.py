"""When points end: the programme's setting, and the clock that says when a lot really ends.

A lot's planned end is written when it is opened (per lot), or moves later with every earning and spending
(inactivity). What really ends it also depends on whether a notice was sent, whether the programme lets points
expire at that time at all, and on the times in which the shop was gone (laws X2, X4, X6, X7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from loyalty.engine.calendar import Period, end_after, end_of, plus_days, plus_months
from loyalty.engine.lots import POINTS
from loyalty.engine.parts import Days, Part

Months = Annotated[int, Field(strict=True, ge=1, le=120)]
NoticeDays = Annotated[int, Field(strict=True, ge=1, le=365)]


class Decay(Part):
    """A share of what was earned ends earlier than the rest."""

    months: Months
    percent: int = Field(strict=True, ge=1, le=99)


class Expiry(Part):
    """When points expire: so long after they were earned, after inactivity, or whichever comes first."""

    per: Literal["lot", "inactivity", "both"]
    months: Months = Field(description="how long points live; with inactivity: without earning or spending")
    inactive_months: Months | None = Field(default=None, description="with both: months without activity")
    end_of: Period = Field(default="day", description="points end with this day, month, quarter or year")
    notice_days: tuple[NoticeDays, ...] = Field(default=(30, 7), max_length=5)
    without_notice: bool = Field(default=False, description="let points expire though nobody was told")
    decay: tuple[Decay, ...] = Field(
        default=(), max_length=10, description="points that are worth less by age: shares that end earlier"
    )
    grace_days: Days = Field(default=30, description="life of points that come back after they had expired")

    @model_validator(mode="after")
    def _parts_fit(self) -> "Expiry":
        if (self.per == "both") != (self.inactive_months is not None):
            raise ValueError('inactive_months goes with per "both" and with nothing else')
        if not self.notice_days and not self.without_notice:
            raise ValueError(
                "without notice_days no points could ever expire; set without_notice if you mean it"
            )
        if self.decay and self.per == "inactivity":
            raise ValueError("decay counts from the day of earning; it goes with per lot or both")
        if sum(one.percent for one in self.decay) > 99 or any(
            one.months >= self.months for one in self.decay
        ):
            raise ValueError("decay takes less than all, and before the rest ends")
        return self

    def shares(self, earned_at: datetime, timezone: str) -> tuple[tuple[int, datetime | None], ...]:
        """Percent of an award and when that share ends, the whole first to end first."""
        early = [
            (one.percent, end_of(self.end_of, plus_months(earned_at, one.months, timezone), timezone))
            for one in sorted(self.decay, key=lambda one: one.months)
        ]
        rest = 100 - sum(percent for percent, _ in early)
        return (*early, (rest, self.lot_ends(earned_at, timezone)))

    def lot_ends(self, earned_at: datetime, timezone: str) -> datetime | None:
        """The planned end of a lot; None when only inactivity counts."""
        if self.per == "inactivity":
            return None
        return end_after(self.end_of, earned_at, self.months, timezone)

    def kept_until(self, active_at: datetime, timezone: str) -> datetime | None:
        """Until when an activity keeps all points alive; None when inactivity does not count."""
        if self.per == "lot":
            return None
        months = self.inactive_months or self.months
        return end_after(self.end_of, active_at, months, timezone)

    @property
    def lead_days(self) -> int | None:
        """Days that must lie between a notice and the end; None when no notice is needed."""
        return None if self.without_notice else min(self.notice_days)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was sent: it named everything planned to end by `up_to`."""

    up_to: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """What a programme's points live by; `others` has what its other currencies do, which never expire by default.

    `versions` are (live since, expiry or None), oldest first; `pauses` are (from, to or None) in which the shop
    was gone. `noticed` takes every notice as sent in time, for questions about what would be.
    """

    timezone: str = "UTC"
    versions: Sequence[tuple[datetime, Expiry | None]] = ()
    pauses: Sequence[tuple[datetime, datetime | None]] = ()
    noticed: bool = False
    others: Mapping[str, Sequence[tuple[datetime, Expiry | None]]] = field(default_factory=dict)

    def for_currency(self, currency: str) -> "Clock":
        """What that currency lives by."""
        return (
            self if currency == POINTS else replace(self, versions=self.others.get(currency, ()), others={})
        )

    @property
    def asks_for_notices(self) -> bool:
        """Whether any version lets points end only after a notice."""
        return not self.noticed and any(one and one.lead_days is not None for _, one in self.versions)

    def expiry(self, at: datetime) -> Expiry | None:
        """The setting that was live at `at`."""
        live = [expiry for since, expiry in self.versions if since <= at]
        return live[-1] if live else None

    def lot_ends(self, earned_at: datetime) -> datetime | None:
        """The planned end of points earned at a moment by the setting of that moment."""
        expiry = self.expiry(earned_at)
        return expiry.lot_ends(earned_at, self.timezone) if expiry else None

    def kept_until(self, active_at: datetime) -> datetime | None:
        """Until when spending at a moment keeps points alive, by the setting live then."""
        expiry = self.expiry(active_at)
        return expiry.kept_until(active_at, self.timezone) if expiry else None

    def shifted(self, planned: datetime, since: datetime) -> datetime | None:
        """`planned` moved by the time the shop was gone since `since`; None while it is gone (law X7)."""
        for gone, back in self.pauses:
            if (back is not None and back <= since) or gone >= planned:
                continue
            if back is None:
                return None
            planned += back - max(gone, since)
        return planned

    def over(self, planned: datetime, since: datetime, now: datetime) -> bool:
        """Whether a lot that was planned to end at `planned` has had its time, notices apart."""
        shifted = self.shifted(planned, since)
        return shifted is not None and shifted <= now and self.expiry(now) is not None

    def ends(self, planned: datetime, since: datetime, notices: Iterable[Notice]) -> datetime | None:
        """When a lot that was planned to end at `planned` does end; None while it does not."""
        shifted = self.shifted(planned, since)
        if shifted is None:
            return None
        told = min((one.sent_at for one in notices if one.up_to >= planned), default=None)
        for number, (live_from, expiry) in enumerate(self.versions):
            until = self.versions[number + 1][0] if number + 1 < len(self.versions) else None
            if expiry is None or (until is not None and until <= shifted):
                continue
            ends = max(shifted, live_from)
            if not self.noticed and expiry.lead_days is not None:
                if told is None:
                    continue
                ends = max(ends, told + timedelta(days=expiry.lead_days))
            if until is None or ends < until:
                return ends
        return None

    def grace_ends(self, now: datetime) -> datetime | None:
        """Until when points live that come back after their end; None when there is no grace."""
        expiry = self.expiry(now)
        if expiry is None or not expiry.grace_days:
            return None
        return end_of("day", plus_days(now, expiry.grace_days, self.timezone), self.timezone)


def others(
    versions: Iterable[tuple[datetime, Mapping[str, Expiry]]],
) -> dict[str, list[tuple[datetime, Expiry | None]]]:
    """What a clock keeps of the other currencies, from each version's settings by currency, oldest first."""
    dated = list(versions)
    names = {name for _, settings in dated for name in settings if name != POINTS}
    return {name: [(since, settings.get(name)) for since, settings in dated] for name in names}


STILL = Clock()
