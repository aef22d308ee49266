"""Members are put on the level that their history gives them, with a row for every step."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from loyalty.common import sets
from loyalty.engine.tier_follow import Followed, Held, Warned, follow
from loyalty.engine.tier_standing import TierStanding
from loyalty.engine.tiers import Level
from loyalty.tiers.ground import Ground, counts_of
from loyalty.tiers.models import Standing, TierChange, TierWarning


@dataclass(frozen=True, slots=True)
class Stood:
    """A member's level before and now; `before` None for one who was never judged."""

    member_id: int
    before: tuple[int, str] | None
    now: Level


def stand(*, on: Ground, member_ids: Collection[int], now: datetime) -> list[Stood]:
    """Judges members by all that is known. Locks their standings until the caller's transaction ends.

    The rows are locked before the history is read: of two at once the later sees what the earlier wrote.
    """
    ids = sorted(set(member_ids))
    sets.run(BEGIN, [{"id": one} for one in ids], on.shop.programme_id)
    rows = list(
        Standing.objects.select_for_update(no_key=True).filter(member_id__in=ids).order_by("member_id")
    )
    counts, read = counts_of(ids), warnings_read(ids)
    judged = [
        Judged(on, row, on.told(counts.get(row.pk, ()), now), read.get(row.pk, {}), now) for row in rows
    ]
    stood = [
        Stood(one.row.pk, (one.row.version, one.row.level) if one.row.version else None,
              on.level(one.followed.level))
        for one in judged
    ]  # fmt: skip
    _write(on, judged, now)
    return stood


def stand_nowhere(member_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Takes members off the ladder; returns where (version, level) they stood."""
    rows = Standing.objects.select_for_update(no_key=True).filter(member_id__in=member_ids, version__gt=0)
    held = {row.pk: (row.version, row.level) for row in rows.order_by("member_id")}
    Standing.objects.filter(member_id__in=held).update(
        version=0, level="", since=None, reached_by="", review_at=None, warned_for=None, waits=False
    )
    return held


class Judged:
    """One member's row, the ladder's answer, and what follows from both."""

    def __init__(self, on: Ground, row: Standing, told: TierStanding, read: Warned, now: datetime) -> None:
        self.on, self.row, self.told, self.read, self.now = on, row, told, read, now
        first = on.tiers.levels[0].id
        self.followed: Followed = follow(
            on.tiers,
            told,
            Held(row.level or first, row.since),
            warned=read if row.version else None,
            at=now,
            currency=on.shop.currency,
            rules_since=on.rules_since(row.version) if row.version else None,
        )

    def warning(self) -> TierWarning | None:
        """The warning to record now, if one is due that was not recorded yet."""
        told, followed, tiers = self.told, self.followed, self.on.tiers
        if tiers.without_warning:
            return None
        if followed.waits is not None:
            level, to, falls = followed.level, followed.waits.to_level, followed.waits.at
        elif told.at_risk is not None and self._warn_from(told.at_risk.at) <= self.now:
            level, to, falls = told.level, told.at_risk.level, told.at_risk.at
        else:
            return None
        return TierWarning(
            programme_id=self.on.shop.programme_id, member_id=self.row.pk, level=level, to_level=to,
            falls_at=falls, recorded_at=self.now,
        )  # fmt: skip

    def fields(self, warned: TierWarning | None) -> dict[str, Any]:
        """What the row is to hold."""
        followed, waits = self.followed, self.followed.waits
        reached = self.told.reached_by if waits is None else self.row.reached_by
        return {
            "id": self.row.pk,
            "version": self.row.version if waits is not None else self.on.version,
            "level": followed.level,
            "since": followed.since,
            "reached_by": reached or "",
            "review_at": self._review_at(),
            "warned_for": warned.falls_at if warned else None,
            "waits": waits is not None,
        }

    def _warn_from(self, falls: datetime) -> datetime:
        """Twice as early as need be, so that who reads it a little later still falls on the day."""
        return falls - timedelta(days=2 * self.on.tiers.warn_days)

    def _review_at(self) -> datetime | None:
        """The next moment at which the clock alone may change something; later than now, or None."""
        waits, told = self.followed.waits, self.told
        moments = [told.review_at]
        if waits is not None:
            read = self.read.get((self.followed.level, waits.at))
            moments = [read + timedelta(days=self.on.tiers.warn_days)] if read else []
        elif told.at_risk is not None:
            moments += [self._warn_from(told.at_risk.at), told.at_risk.at]
        return min((one for one in moments if one is not None and one > self.now), default=None)


def _write(on: Ground, judged: Sequence[Judged], now: datetime) -> None:
    warnings = {one.row.pk: warning for one in judged if (warning := one.warning())}
    TierWarning.objects.bulk_create(warnings.values(), ignore_conflicts=True)
    TierChange.objects.bulk_create(
        TierChange(
            programme_id=on.shop.programme_id,
            member_id=one.row.pk,
            from_level=step.from_level,
            to_level=step.to_level,
            at=step.at,
            decided_at=now,
            reason=step.why,
            source=(one.told.reached_by or "") if step.to_level == one.told.level else "",
            version=on.version,
        )
        for one in judged
        for step in one.followed.steps
    )
    sets.run(PUT, [one.fields(warnings.get(one.row.pk)) for one in judged])


def warnings_read(member_ids: Collection[int]) -> dict[int, dict[tuple[str, datetime], datetime]]:
    """When warnings were read, by member."""
    found: dict[int, dict[tuple[str, datetime], datetime]] = defaultdict(dict)
    rows = TierWarning.objects.filter(member_id__in=member_ids, sent_at__isnull=False)
    for member, level, falls, sent in rows.values_list("member_id", "level", "falls_at", "sent_at"):
        if sent is not None:
            found[member][level, falls] = sent
    return found


BEGIN = """
INSERT INTO tiers_standing (member_id, programme_id, version, level, reached_by, waits)
SELECT id, %s, 0, '', '', false FROM json_to_recordset(%s) AS t (id bigint) ORDER BY id ON CONFLICT DO NOTHING
"""
PUT = """
UPDATE tiers_standing s
SET version = t.version, level = t.level, since = t.since, reached_by = t.reached_by, review_at = t.review_at,
    warned_for = t.warned_for, waits = t.waits
FROM json_to_recordset(%s) AS t (id bigint, version int, level text, since timestamptz, reached_by text,
  review_at timestamptz, warned_for timestamptz, waits boolean)
WHERE s.member_id = t.id AND (s.version, s.level, s.since, s.reached_by, s.review_at, s.warned_for, s.waits)
  IS DISTINCT FROM (t.version, t.level, t.since, t.reached_by, t.review_at, t.warned_for, t.waits)
"""
