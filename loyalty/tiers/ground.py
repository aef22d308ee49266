"""What tiers are reckoned by at a moment: the ladder that is live, the shop's clock, and members' compact rows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.ladder import standing
from loyalty.engine.ladder_windows import Pauses
from loyalty.engine.tier_standing import Qualifying as Counts
from loyalty.engine.tier_standing import TierStanding
from loyalty.engine.tiers import Level, Tiers
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop
from loyalty.tiers.models import Qualifying


@dataclass(frozen=True, slots=True)
class Ground:
    """One programme's tiers, ready to be asked for any number of members."""

    shop: Shop
    versions: Timeline
    version: int
    tiers: Tiers
    paused: Pauses

    def told(self, counts: Collection[Counts], at: datetime) -> TierStanding:
        """The ladder's answer for somebody's history."""
        shop = self.shop
        return standing(self.tiers, counts, at, shop.timezone, shop.currency, paused=self.paused)

    def level(self, name: str) -> Level:
        """A level by its id; the first for one that is not on the ladder."""
        return next((level for level in self.tiers.levels if level.id == name), self.tiers.levels[0])

    def rules_since(self, judged_by: int) -> datetime | None:
        """When the first version began that came after this one; None when none did."""
        later = [since for since, number in self.versions.since if number > judged_by]
        return min(later, default=None)


def ground(
    *, shop: Shop, at: datetime, versions: Timeline | None = None, paused: Pauses | None = None
) -> Ground | None:
    """None for a programme without tiers at that moment. What is known already need not be asked again."""
    known = versions or timeline(programme_id=shop.programme_id)
    live = known.live(at)
    if live is None or live.document.tiers is None:
        return None
    gone = gone_times(programme_id=shop.programme_id) if paused is None else paused
    return Ground(shop, known, live.number, live.document.tiers, gone)


def counts_of(member_ids: Collection[int]) -> dict[int, list[Counts]]:
    """Members' compact rows, in one question; without those that are there for a plan alone."""
    found: dict[int, list[Counts]] = defaultdict(list)
    rows = Qualifying.objects.filter(member_id__in=member_ids).exclude(
        spend_minor=0, points=0, orders=0, activity=0
    )
    fields = ("member_id", "at", "source", "spend_minor", "points", "orders", "activity")
    for member, at, source, spend, points, orders, activity in rows.order_by("at", "pk").values_list(*fields):
        counts = Counts(
            at=at, source=source, spend_minor=spend, points=points, orders=orders, activities=activity
        )
        found[member].append(counts)
    return found
