"""Tiers as they are now, read fast: from the compact rows and the standings."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.tier_standing import TierStanding
from loyalty.engine.tiers import Level, Tiers
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.ground import Ground, counts_of, ground
from loyalty.tiers.models import Standing, TierWarning
from loyalty.tiers.warnings import open_warning


@dataclass(frozen=True, slots=True)
class TierNow:
    """A member's tier: the level held, the ladder's own answer (which may be lower while a warning waits)."""

    on: Ground
    level: Level
    since: datetime | None
    told: TierStanding
    standing: Standing | None
    warning: TierWarning | None

    @property
    def tiers(self) -> Tiers:
        return self.on.tiers


def tier_now(
    *, shop: Shop, member_id: int, now: datetime, versions: Timeline | None = None
) -> TierNow | None:
    """None for a programme without tiers."""
    on = ground(shop=shop, at=now, versions=versions)
    if on is None:
        return None
    told = on.told(counts_of([member_id]).get(member_id, ()), now)
    row = Standing.objects.filter(member_id=member_id).first()
    held = row is not None and row.waits
    return TierNow(
        on=on,
        level=on.level(row.level if row and held else told.level),
        since=row.since if row and held else told.since,
        told=told,
        standing=row,
        warning=open_warning(row) if row else None,
    )
