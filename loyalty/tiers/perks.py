"""Perks with a quota: used and undone as rows, counted down exactly by however many hands at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from django.db import transaction

from loyalty.common import sets
from loyalty.engine.ladder_windows import ShopTime, joined, years
from loyalty.engine.tiers import Perk
from loyalty.shops.models import Shop
from loyalty.tiers.ground import Ground
from loyalty.tiers.models import PerkUse, Standing
from loyalty.tiers.now import TierNow, tier_now
from loyalty.tiers.stand import BEGIN


class NoSuchPerk(Exception):
    """The member's level does not bring this perk, or it has no quota to count."""


class UsedUp(Exception):
    """The quota of this window is used up."""


@dataclass(frozen=True, slots=True)
class PerkNow:
    """A perk of the member's level; `left` None for one without a quota, `uses` those of the window that stand."""

    perk: Perk
    left: int | None
    uses: tuple[PerkUse, ...]
    renews_at: datetime | None


def perks_now(*, has: TierNow, member_id: int, now: datetime) -> list[PerkNow]:
    """What the level brings along, and how much of it is left."""
    perks = has.level.perks
    if not perks:
        return []
    uses = standing_uses(member_id=member_id, now=now, plan="")
    return [_now(has.on, perk, uses, now) for perk in perks]


def standing_uses(*, member_id: int, now: datetime, plan: str) -> list[PerkUse]:
    """Uses of a plan's perks, or with "" of the tiers', that were not undone."""
    rows = PerkUse.objects.filter(member_id=member_id, plan=plan, undoes=None, undone=None, at__lte=now)
    return list(rows.order_by("at", "pk"))


@transaction.atomic
def use_perk(*, shop: Shop, member_id: int, perk: str, key: str, by: str, now: datetime) -> PerkUse:
    """One use, once per key. Raises NoSuchPerk or UsedUp, and then nothing was used."""
    sets.run(BEGIN, [{"id": member_id}], shop.programme_id)
    Standing.objects.select_for_update(no_key=True).get(member_id=member_id, programme_id=shop.programme_id)
    before = PerkUse.objects.filter(programme_id=shop.programme_id, key=key).first()
    if before is not None:
        return before
    has = tier_now(shop=shop, member_id=member_id, now=now)
    found = (
        [one for one in perks_now(has=has, member_id=member_id, now=now) if one.perk.id == perk]
        if has
        else []
    )
    if has is None or not found or found[0].left is None:
        raise NoSuchPerk(perk)
    if found[0].left <= 0:
        raise UsedUp(perk)
    return PerkUse.objects.create(
        programme_id=shop.programme_id,
        member_id=member_id,
        perk=perk,
        level=has.level.id,
        key=key,
        at=now,
        by=by,
    )


@transaction.atomic
def undo_use(*, shop: Shop, use_id: int, by: str, now: datetime) -> bool:
    """Gives a use back by a row of its own; False when that was done before. Raises PerkUse.DoesNotExist."""
    use = PerkUse.objects.select_for_update(no_key=True).get(
        pk=use_id, programme_id=shop.programme_id, undoes=None
    )
    if PerkUse.objects.filter(undoes=use).exists():
        return False
    PerkUse.objects.create(
        programme_id=use.programme_id, member_id=use.member_id, perk=use.perk, level=use.level,
        plan=use.plan, key=f"undo:{use.pk}", at=now, by=by, undoes=use,
    )  # fmt: skip
    return True


def _now(on: Ground, perk: Perk, uses: Sequence[PerkUse], now: datetime) -> PerkNow:
    mine = [one for one in uses if one.perk == perk.id]
    counted, renews = _in_window(on, mine, now)
    left = None if perk.quota is None else max(0, perk.quota - len(counted))
    return PerkNow(perk, left, tuple(counted), renews)


def _in_window(on: Ground, uses: list[PerkUse], now: datetime) -> tuple[list[PerkUse], datetime | None]:
    """The uses that count now, and when the first of them counts no more."""
    window, clock = on.tiers.window, ShopTime(on.shop.timezone, joined(on.paused, now))
    if window.rolling_months:
        ends = [clock.months_later(one.at, window.rolling_months) for one in uses]
        counted = [one for one, end in zip(uses, ends, strict=True) if end > now]
        return counted, min((end for end in ends if end > now), default=None)
    if window.year_start is None:
        return uses, None
    spans = years(clock, window.year_start, now, now, follow=False)
    starts = [span.start for span in spans]
    since, until = next(pair for pair in pairwise(starts) if pair[0] <= now < pair[1])
    return [one for one in uses if one.at >= since], until.astimezone(UTC)
