"""Which tier a member has, since when, until when, and why: a pure function of what qualified (law X5).

A level is reached in the moment its thresholds are met, and kept while its retain thresholds are. Once they are not,
it is kept for the days of grace and then lost: to the highest level that is still kept (full), or to the one below,
which is then kept for a whole window (one_step).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from operator import attrgetter

from loyalty.common.money import exponent
from loyalty.engine.ladder_climb import Climb, Columns
from loyalty.engine.ladder_tally import Tally
from loyalty.engine.ladder_windows import Pauses, ShopTime, joined
from loyalty.engine.tier_standing import Qualifying, TierStanding, latest
from loyalty.engine.tiers import Tiers

_FIELDS = {"spend": "spend_minor", "points": "points", "orders": "orders", "activity": "activities"}


def standing(
    tiers: Tiers,
    history: Iterable[Qualifying],
    at: datetime,
    timezone: str,
    currency: str,
    *,
    paused: Pauses = (),
) -> TierStanding:
    """The tier at `at`, seeing nothing later; `paused` are (from, to or None) in which the shop was gone."""
    facts = [fact for fact in latest(history) if fact.at <= at]
    ats, retains = thresholds(tiers, currency)
    clock = ShopTime(timezone, joined(paused, at))
    steps = [[*reach, *keep] for reach, keep in zip(ats, retains, strict=True)]
    tally = Tally(tiers, _counted(tiers, facts), at, clock, steps)
    sources = {fact.at: fact.source for fact in sorted(facts, key=attrgetter("source"))}
    climb = Climb(tiers, tally, clock, ats, retains, sources)
    climb.walk(at)
    return climb.told()


def thresholds(tiers: Tiers, currency: str) -> tuple[Columns, Columns]:
    """What reaches and what keeps each level."""
    reach = [tiers.thresholds(level.at) for level in tiers.levels]
    keep = [tiers.thresholds(level.at if level.retain is None else level.retain) for level in tiers.levels]
    return _columns(tiers, reach, currency), _columns(tiers, keep, currency)


def _counted(tiers: Tiers, facts: list[Qualifying]) -> list[tuple[datetime, tuple[int, ...]]]:
    amounts = [[getattr(fact, _FIELDS[measure]) for fact in facts] for measure in tiers.measures]
    return list(zip([fact.at for fact in facts], zip(*amounts, strict=True), strict=True))


def _columns(tiers: Tiers, rows: Sequence[Sequence[Decimal]], currency: str) -> Columns:
    """Thresholds per measure, lowest level first; money in minor units, rounded up where it is finer than those."""
    places = [exponent(currency) if measure == "spend" else 0 for measure in tiers.measures]
    return [
        [int(row[column].scaleb(shift).to_integral_value(ROUND_CEILING)) for row in rows]
        for column, shift in enumerate(places)
    ]
