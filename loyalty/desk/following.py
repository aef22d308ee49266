"""What follows from what members were given: missions, cards, streaks, and rewards for reaching a tier.

Each holds what the member's history makes of it by now; the difference is posted, up or down (law R8).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from loyalty.desk.giving import rewards_follow
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document
from loyalty.engine.expiry import Clock
from loyalty.engine.goals import Mission
from loyalty.engine.missions import Tally, counted, decide_mission, progress
from loyalty.engine.tier_entries import decide_entry, entry_rewards, reached_at
from loyalty.ledger.models import Award
from loyalty.ledger.settle import Target, settle
from loyalty.programmes.live import Live, Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.ground import counts_of, ground

ACTOR = "programme"
Tallies = dict[int, dict[str, list[tuple[datetime, int]]]]


def follow(
    *, shop: Shop, member_ids: Collection[int], versions: Timeline, clock: Clock, now: datetime
) -> None:
    """Settles what the live programme derives from these members' history."""
    live = versions.live(now)
    if live is None or not member_ids:
        return
    ids = sorted(set(member_ids))
    _entries(shop, ids, live, versions, clock, now)
    for mission in live.document.missions:  # in their order: a mission may count what those before it give
        targets = _mission_targets(shop, ids, live, mission, now)
        settle(shop=shop, targets=targets, actor=ACTOR, clock=clock, now=now)
    rewards_follow(shop=shop, member_ids=ids, versions=versions, now=now)


def tallies(*, programme_id: int, member_ids: Collection[int], currencies: Collection[str]) -> Tallies:
    """What members' awards hold in these currencies, by member and currency, oldest first."""
    found: Tallies = defaultdict(lambda: defaultdict(list))
    rows = Award.objects.filter(
        programme_id=programme_id, member_id__in=member_ids, currency__in=currencies, posted__gt=0
    )
    fields = ("member_id", "currency", "effective_at", "posted")
    for member, currency, at, posted in rows.order_by("effective_at", "pk").values_list(*fields):
        if member is not None:
            found[member][currency].append((at, posted))
    return found


def _mission_targets(shop: Shop, ids: list[int], live: Live, mission: Mission, now: datetime) -> list[Target]:
    known = tallies(programme_id=shop.programme_id, member_ids=ids, currencies=counted([mission]))
    others = _held_elsewhere(shop.programme_id, ids, f"mission:{mission.id}")
    targets = []
    for member in ids:
        history: dict[str, Tally] = dict(known.get(member, {}))
        told = progress(mission, history, timezone=shop.timezone)
        decision = decide_mission(
            live.document, mission, told, others=others.get(member, 0), now=now, timezone=shop.timezone
        )
        targets.append(_target(member, live, live.document, decision))
    return targets


def _entries(shop: Shop, ids: list[int], live: Live, versions: Timeline, clock: Clock, now: datetime) -> None:
    on = ground(shop=shop, at=now, versions=versions)
    if on is None or not any(level.entry_reward for level in on.tiers.levels):
        return
    counts = counts_of(ids)
    targets = []
    for level in on.tiers.levels:
        if level.entry_reward is None:
            continue
        others = _held_elsewhere(shop.programme_id, ids, f"tier:{level.id}")
        for member in ids:
            told = on.told(counts.get(member, ()), now)
            due = level.id in entry_rewards(on.tiers, told) and not others.get(member)
            at = reached_at(on.tiers, told, level) or now
            decision = decide_entry(level, due=due, at=at, now=now)
            targets.append(_target(member, live, live.document, decision))
    settle(shop=shop, targets=targets, actor=ACTOR, clock=clock, now=now)


def _held_elsewhere(programme_id: int, ids: list[int], rule: str) -> dict[int, int]:
    """What merged accounts brought along of the same rule, by member."""
    rows = Award.objects.filter(programme_id=programme_id, member_id__in=ids, rule=rule, posted__gt=0)
    found: dict[int, int] = defaultdict(int)
    for member, source, posted in rows.values_list("member_id", "source", "posted"):
        if member is not None and source != source_of(member):
            found[member] += posted
    return found


def source_of(member: int) -> str:
    """The source of what derives from a member's whole history."""
    return f"member:{member}"


def _target(member: int, live: Live, document: Document, decision: Decision) -> Target:
    return Target(
        source=source_of(member),
        member_id=member,
        version=live.number,
        decision=decision,
        policy=document.clawback,
        kind="award",
    )
