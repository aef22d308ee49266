"""A member's tier in the panel: how it stands, how it came about, and the perks staff hand out."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.engine.document import Points
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members_find import found
from loyalty.panel.show import back
from loyalty.shops.audit import audit
from loyalty.tiers.models import PerkUse, TierChange, TierWarning
from loyalty.tiers.now import TierNow, tier_now
from loyalty.tiers.perks import NoSuchPerk, PerkNow, UsedUp, perks_now, undo_use, use_perk
from loyalty.tiers.plans_now import use_plan_perk
from loyalty.tiers.progress import percent
from loyalty.tiers.words import TierWords

STEPS = 20


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words."""

    row: TierChange
    title: str
    why: str
    rising: bool


@dataclass(frozen=True, slots=True)
class TierPage:
    """What the member page shows of tiers. `key` makes a use of a perk happen once."""

    title: str
    has: TierNow
    missing: str
    percent: int
    steps: list[StepLine]
    perks: list[PerkNow]
    warnings: list[TierWarning]
    key: str


def tier_page(visitor: Visitor, member: Member, names: Points, now: datetime) -> TierPage | None:
    """None in a programme without tiers."""
    has = tier_now(shop=visitor.shop, member_id=member.pk, now=now)
    if has is None:
        return None
    words = TierWords(has.tiers, names, visitor.shop.currency)
    following = has.told.next
    theirs = {"programme_id": visitor.shop.programme_id, "member_id": member.pk}
    return TierPage(
        title=words.title(has.level.id),
        has=has,
        missing=words.missing(following.missing, following.level) if following else "",
        percent=percent(has),
        steps=[_line(row, words, has) for row in TierChange.objects.filter(**theirs).order_by("-pk")[:STEPS]],
        perks=perks_now(has=has, member_id=member.pk, now=now),
        warnings=list(TierWarning.objects.filter(**theirs).order_by("-pk")[:STEPS]),
        key=str(uuid4()),
    )


def _line(row: TierChange, words: TierWords, has: TierNow) -> StepLine:
    places = {level.id: number for number, level in enumerate(has.tiers.levels)}
    rising = places.get(row.to_level, -1) > places.get(row.from_level, -1)
    title = f"{words.title(row.from_level)} → {words.title(row.to_level)}"
    return StepLine(row, title, words.why(row.reason), rising)


@guarded(write=Role.STAFF)
def use_member_perk(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Marks one use of a perk that has a quota."""
    member = found(visitor, member_id)
    perk, key = request.POST.get("perk", "")[:40], _key(request.POST.get("key", ""))
    if request.method != "POST" or not key:
        return back("member", member.pk)
    now = timezone.now()
    plan = request.POST.get("plan", "")[:40]
    deed = partial(use_plan_perk, plan=plan) if plan else use_perk
    try:
        deed(shop=visitor.shop, member_id=member.pk, perk=perk, key=key, by=visitor.actor, now=now)
    except NoSuchPerk:
        return back("member", member.pk, said="no_such_perk")
    except UsedUp:
        return back("member", member.pk, said="perk_used_up")
    _noted(visitor, "perk used", member, perk, now)
    return back("member", member.pk, said="perk_used")


@guarded(write=Role.STAFF)
def undo_member_perk(request: HttpRequest, visitor: Visitor, member_id: int, use_id: int) -> HttpResponse:
    """Gives a use back."""
    member = found(visitor, member_id)
    if request.method != "POST":
        return back("member", member.pk)
    now = timezone.now()
    use = PerkUse.objects.filter(
        pk=use_id if use_id < 2**63 else 0, programme_id=visitor.shop.programme_id, member=member, undoes=None
    ).first()
    if use is None or not undo_use(shop=visitor.shop, use_id=use.pk, by=visitor.actor, now=now):
        return back("member", member.pk, said="perk_not_undone")
    _noted(visitor, "perk undone", member, use.perk, now)
    return back("member", member.pk, said="perk_undone")


def _noted(visitor: Visitor, deed: str, member: Member, perk: str, now: datetime) -> None:
    detail = {"member": member.pk, "perk": perk}
    audit(shop=visitor.shop, actor=visitor.actor, deed=deed, detail=detail, now=now)


def _key(text: str) -> str:
    """A form's own key; empty for anything else."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
