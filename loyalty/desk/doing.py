"""Members did something besides buying: it is kept once, decided by the rules of its time, and can be judged later.

What an activity was granted when it was first decided (its turn, its share of a cap, what was left over) is pinned;
judging it again moves its own points and nobody else's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.activities.forget import forgotten_key
from loyalty.activities.models import Activity, Judgement
from loyalty.desk.clocks import clock
from loyalty.desk.day_abouts import day_abouts
from loyalty.desk.following import follow
from loyalty.desk.standing_on_tiers import activities_count
from loyalty.engine.about import About, from_terms, to_terms
from loyalty.engine.activity import MICRO, Done, Gone
from loyalty.engine.earning_activity import activity_keys, decide_activity
from loyalty.engine.limits import Allowed, Rooms
from loyalty.engine.rules import ActivityRule, Proof
from loyalty.ledger.models import Award
from loyalty.ledger.settle import Target, settle
from loyalty.members.models import Member
from loyalty.programmes import allowances
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.tiers.history import ACTIVITY, Source, activity_counts

State = Activity.State
LAST = (State.WITHDRAWN, State.ENDED)
GONE: dict[State, Gone] = {
    State.OPEN: "in_review",
    State.REFUSED: "refused",
    State.WITHDRAWN: "withdrawn",
    State.ENDED: "ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is told of one activity. `quantity` in millionths; `key` is unique in the shop."""

    member_id: int
    type: str
    key: str
    at: datetime
    quantity: int = MICRO
    unit: str = ""
    place: str = ""
    proof: Proof = "verified"
    data: dict[str, Any] = field(default_factory=dict)
    waits: bool = False  # for staff to look at it


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a deed: `fresh` is False when it was told before, `same` when it was told the same."""

    activity: Activity
    awards: tuple[Award, ...]
    fresh: bool
    same: bool = True


class InTheFuture(ValueError):
    """It is said to have happened later than now."""


class TakenBack(ValueError):
    """The member took it back; nobody else brings it to life again."""


@transaction.atomic
def tell_activities(*, shop: Shop, deeds: Sequence[Deed], actor: str, now: datetime) -> list[Kept]:
    """Keeps what is new and gives what rules give for it, in the order in which it happened; answers in the order told.

    Raises InTheFuture, Member.DoesNotExist for somebody of another programme; then nothing is kept.
    """
    if any(deed.at > now for deed in deeds):
        raise InTheFuture
    _members(shop, {deed.member_id for deed in deeds})
    known = _known(shop, {deed.key for deed in deeds})
    fresh: dict[str, Activity] = {}
    for deed in deeds:
        if deed.key not in known and deed.key not in fresh:
            fresh[deed.key] = _row(shop, deed, actor, now)
    Activity.objects.bulk_create(fresh.values())
    awards = decide(shop=shop, activities=list(fresh.values()), actor=actor, now=now)
    told, first = known | fresh, {deed.key: deed for deed in reversed(deeds)}
    return [
        Kept(
            row,
            tuple(awards.get(row.pk, ())),
            deed.key in fresh and first[deed.key] is deed,
            _is_same(row, deed),
        )
        for deed in deeds
        for row in [told[deed.key]]
    ]


@transaction.atomic
def judge_activity(
    *, activity: Activity, state: Activity.State, actor: str, now: datetime, grade: str = "", why: str = ""
) -> list[Award]:
    """Staff looked at it (DONE, with a grade where rules ask for one), refused it, or the member took it back.

    Raises TakenBack.
    """
    _members(activity.shop, {activity.member_id})
    row = _rows(activity.shop).select_for_update().get(pk=activity.pk)
    if row.state in LAST:
        if row.state != state:
            raise TakenBack
        return []
    if row.state != state:
        Judgement.objects.create(activity=row, state=state, by=actor[:200], at=now)
    row.state, row.grade, row.why = state, grade, why
    row.judged_by, row.judged_at = actor, now
    if state == State.DONE:
        row.proof = "reviewed"
    row.save(update_fields=["state", "grade", "why", "judged_by", "judged_at", "proof"])
    return decide(shop=row.shop, activities=[row], actor=actor, now=now).get(row.pk, [])


def decide(
    *, shop: Shop, activities: Sequence[Activity], actor: str, now: datetime
) -> dict[int, list[Award]]:
    """Brings what these activities hold to what their rules say; by activity. The members are locked by the caller."""
    rows = sorted(activities, key=lambda one: (one.at, one.pk))
    versions = timeline(programme_id=shop.programme_id)
    ruled = [(row, live) for row in rows if (live := _rules(row, versions)) is not None]
    rooms = allowances.hold(programme_id=shop.programme_id, keys=_keys(shop, ruled))
    targets = {row.pk: _targets(shop, row, live, versions, rooms) for row, live in ruled}
    allowances.keep(programme_id=shop.programme_id, rooms=rooms)
    Activity.objects.bulk_update([row for row, _ in ruled], ["terms"])
    every = [target for row, _ in ruled for target in targets[row.pk]]
    ticking = clock(shop=shop, versions=versions)
    awards = settle(shop=shop, targets=every, actor=actor, clock=ticking, now=now)
    members = {row.member_id for row, _ in ruled}
    sources = [_counts(row, live, targets[row.pk]) for row, live in ruled]
    activities_count(shop=shop, sources=sources, versions=versions, now=now)
    follow(shop=shop, member_ids=members, versions=versions, clock=ticking, now=now)
    by_source: dict[int, list[Award]] = {}
    for award in awards:
        by_source.setdefault(int(award.source.partition(":")[2]), []).append(award)
    return by_source


def _counts(row: Activity, live: Live, targets: Sequence[Target]) -> Source:
    """What it counts towards tiers."""
    given = [(one.decision.currency, one.decision.points) for one in targets if one.decision.points]
    return activity_counts(row.member_id, source_of(row), row.at, live.document, given)


def source_of(activity: Activity) -> str:
    return f"{ACTIVITY}{activity.pk}"


def _rules(row: Activity, versions: Timeline) -> Live | None:
    return versions.version(row.terms["version"]) if row.terms else versions.live(row.at)


def _listening(row: Activity, live: Live) -> list[ActivityRule]:
    return [rule for rule in live.document.activity_rules if rule.activity == row.type]


def _keys(shop: Shop, ruled: Iterable[tuple[Activity, Live]]) -> list[Any]:
    return [
        key
        for row, live in ruled
        for rule in _listening(row, live)
        for key in activity_keys(rule, row.member_id, row.at, shop.timezone)
    ]


def _targets(shop: Shop, row: Activity, live: Live, versions: Timeline, rooms: Rooms) -> list[Target]:
    rules = _listening(row, live)
    about = from_terms(row.terms) if row.terms else _about(shop, row, live, versions) if rules else About()
    granted = dict((row.terms or {}).get("granted", {}))
    allowed = Allowed(rooms, granted, row.member_id)
    made = [
        Target(
            source=source_of(row),
            member_id=row.member_id,
            version=live.number,
            decision=decide_activity(
                live.document, rule, done_of(row), about=about, timezone=shop.timezone, allowed=allowed
            ),
            policy=live.document.clawback,
            kind="award",
        )
        for rule in rules
    ]
    row.terms = {"version": live.number, "granted": granted, "about": to_terms(about)}
    return made


def done_of(row: Activity) -> Done:
    """The row as the engine looks at it."""
    return Done(
        type=row.type,
        at=row.at,
        quantity=row.quantity,
        unit=row.unit,
        place=row.place,
        grade=row.grade,
        proof=row.proof,  # type: ignore[arg-type]  # one of engine.activity.PROOFS
        gone=GONE.get(State(row.state), ""),
    )


def _about(shop: Shop, row: Activity, live: Live, versions: Timeline) -> About:
    members = Member.objects.select_related("birthday").filter(pk=row.member_id)
    return day_abouts(shop=shop, members=members, live=live, versions=versions, at=row.at)[row.member_id]


def _members(shop: Shop, ids: set[int]) -> None:
    """Locks them: turns and leftovers of one member are counted one after the other."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    found = set(
        rows.filter(programme_id=shop.programme_id, pk__in=ids, erased_at=None, kept=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if found != ids:
        raise Member.DoesNotExist(f"{len(ids - found)} of these members are not known here")


def _rows(shop: Shop) -> Any:
    return Activity.objects.filter(shop=shop)


def _known(shop: Shop, keys: set[str]) -> dict[str, Activity]:
    """By key; those of forgotten people too, so that nothing is paid again."""
    names = {forgotten_key(key): key for key in keys}
    return {names.get(row.key, row.key): row for row in _rows(shop).filter(key__in=keys | set(names))}


def _row(shop: Shop, deed: Deed, actor: str, now: datetime) -> Activity:
    return Activity(
        programme_id=shop.programme_id,
        shop=shop,
        member_id=deed.member_id,
        key=deed.key,
        type=deed.type,
        at=deed.at,
        told_at=now,
        told_by=actor,
        quantity=deed.quantity,
        unit=deed.unit,
        place=deed.place,
        proof=deed.proof,
        data=deed.data,
        state=State.OPEN if deed.waits else State.DONE,
    )


def _is_same(row: Activity, deed: Deed) -> bool:
    told = (row.member_id, row.type, row.quantity, row.unit, row.place)
    return told == (deed.member_id, deed.type, deed.quantity, deed.unit, deed.place)
