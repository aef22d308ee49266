"""Paid plans as they are now: until when, what they bring along, and how they came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from loyalty.engine.goals import Plan
from loyalty.engine.plans import Period, Run, periods, runs
from loyalty.engine.tiers import Perk
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.tiers.models import PerkUse, PlanNotice, PlansHeld
from loyalty.tiers.perks import NoSuchPerk, PerkNow, UsedUp, standing_uses
from loyalty.tiers.plans import bought_by, ever_sold, purchases_of


@dataclass(frozen=True, slots=True)
class PlanNow:
    """A plan that runs: `run` is the whole time without a gap, `reminder` the one of its end, once it is due."""

    id: str
    title: str
    run: Run
    perks: list[PerkNow]
    reminder: PlanNotice | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What runs now, and every period there was or will be, newest first; `titles` by the plan's id."""

    running: list[PlanNow]
    periods: list[Period]
    titles: dict[str, str]

    def title(self, plan: str) -> str:
        """What it was last called; a plan may run on though the programme has it no more."""
        return self.titles.get(plan, plan)


def holdings(
    *, shop: Shop, member_id: int, now: datetime, versions: Timeline | None = None
) -> Holdings | None:
    """None in a programme that never sold a plan."""
    known = versions or timeline(programme_id=shop.programme_id)
    if not ever_sold(known):
        return None
    live = known.live(now)
    plans = {plan.id: plan for plan in live.document.memberships} if live else {}
    told = periods(purchases_of(bought_by([member_id]).get(member_id, {})), shop.timezone)
    running = [
        (run, one)
        for run in runs(told)
        if run.runs(now)
        for one in told
        if one.plan == run.plan and one.runs(now)
    ]
    titles = {
        plan.id: plan.title
        for _, number in sorted(known.since)
        for plan in known.version(number).document.memberships
    }
    return Holdings(
        running=[
            PlanNow(
                id=run.plan,
                title=titles.get(run.plan, run.plan),
                run=run,
                perks=_perks(plans.get(run.plan), run, one, member_id, now),
                reminder=_reminder(run, member_id),
            )
            for run, one in running
        ],
        periods=sorted(told, key=lambda one: one.begins, reverse=True),
        titles=titles,
    )


@transaction.atomic
def use_plan_perk(
    *, shop: Shop, member_id: int, plan: str, perk: str, key: str, by: str, now: datetime
) -> PerkUse:
    """One use of a plan's perk, once per key. Raises NoSuchPerk or UsedUp, and then nothing was used."""
    locked = PlansHeld.objects.select_for_update(no_key=True)
    if locked.filter(member_id=member_id, programme_id=shop.programme_id).first() is None:
        raise NoSuchPerk(perk)
    before = PerkUse.objects.filter(programme_id=shop.programme_id, key=key).first()
    if before is not None:
        return before
    has = holdings(shop=shop, member_id=member_id, now=now)
    found = [
        one
        for each in (has.running if has else ())
        if each.id == plan
        for one in each.perks
        if one.perk.id == perk
    ]
    if not found or found[0].left is None:
        raise NoSuchPerk(perk)
    if found[0].left <= 0:
        raise UsedUp(perk)
    return PerkUse.objects.create(
        programme_id=shop.programme_id, member_id=member_id, perk=perk, plan=plan, key=key, at=now, by=by
    )


def _perks(plan: Plan | None, run: Run, period: Period, member_id: int, now: datetime) -> list[PerkNow]:
    if plan is None or not plan.perks:
        return []
    uses = standing_uses(member_id=member_id, now=now, plan=plan.id)
    counted = [one for one in uses if one.at >= period.begins]
    renews = period.ends if period.ends != run.ends else None
    return [_perk(perk, counted, renews) for perk in plan.perks]


def _perk(perk: Perk, uses: Sequence[PerkUse], renews: datetime | None) -> PerkNow:
    """The quota is anew with every period that was paid for."""
    mine = tuple(one for one in uses if one.perk == perk.id)
    left = None if perk.quota is None else max(0, perk.quota - len(mine))
    return PerkNow(perk, left, mine, renews)


def _reminder(run: Run, member_id: int) -> PlanNotice | None:
    if run.ends is None:
        return None
    return PlanNotice.objects.filter(member_id=member_id, plan=run.plan, ends_at=run.ends).first()
