"""Which level members had at any moment, for pinning it into what they earn: one question for a whole batch."""

from collections.abc import Collection, Iterable
from datetime import datetime

from loyalty.engine.tier_standing import Qualifying as Counts
from loyalty.engine.tiers import Level
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop
from loyalty.tiers.ground import counts_of, ground
from loyalty.tiers.models import Standing


class Levels:
    """Levels of some members, read once; orders of the same batch are added by `heard` as they are decided."""

    def __init__(self, *, shop: Shop, member_ids: Collection[int], versions: Timeline | None = None) -> None:
        self._shop = shop
        self._versions = versions or timeline(programme_id=shop.programme_id)
        self._counts = counts_of(member_ids) if member_ids else {}
        self._paused = gone_times(programme_id=shop.programme_id)
        held = Standing.objects.filter(member_id__in=member_ids, waits=True)
        self._held = {row.pk: row for row in held}

    def at(self, member_id: int, moment: datetime) -> Level | None:
        """The level then, by all that is known now; None where no tiers were live.

        One that is kept because nobody has warned of its loss counts from the moment of that fall on.
        """
        on = ground(shop=self._shop, at=moment, versions=self._versions, paused=self._paused)
        if on is None:
            return None
        row = self._held.get(member_id)
        if row is not None and row.warned_for is not None and row.warned_for <= moment:
            return on.level(row.level)
        return on.level(on.told(self._counts.get(member_id, ()), moment).level)

    def heard(self, member_id: int, counts: Counts) -> None:
        """Something of this batch counts too, though its row is not written yet."""
        self._counts.setdefault(member_id, []).append(counts)


def tiers_at(
    *, shop: Shop, moments: Iterable[tuple[int, datetime]], versions: Timeline | None = None
) -> dict[tuple[int, datetime], str | None]:
    """The level's id by (member, moment)."""
    wanted = set(moments)
    levels = Levels(shop=shop, member_ids={member for member, _ in wanted}, versions=versions)
    told = {pair: levels.at(*pair) for pair in wanted}
    return {pair: level.id if level else None for pair, level in told.items()}
