"""Birthdays and anniversaries: once a year each, by the rules that were live when the day began.

A round looks at every day since the last one, so days on which no worker ran are made up for. It may be repeated,
left out or run twice at once. Whoever tells a birthday, joins or is merged on the very day gets the gift at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import transaction

from loyalty.desk.clocks import clock
from loyalty.desk.daily import one_shop_each
from loyalty.desk.day_abouts import day_abouts
from loyalty.desk.following import follow
from loyalty.engine.about import About
from loyalty.engine.days import YEARLY, MonthDay, Yearly, begins, days, local_day, source
from loyalty.engine.earning_member import decide_day
from loyalty.engine.rules import DayRule
from loyalty.ledger.given import given_in
from loyalty.ledger.settle import Target, settle
from loyalty.members.birthdays import celebrated, whose_day
from loyalty.members.models import DaysLookedAt, Member
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.shops.installed import gone_times
from loyalty.shops.models import Shop

BATCH = 500
FEW = 3  # days, beyond which it is asked first which days are anybody's
Celebrated = Mapping[Yearly, frozenset[MonthDay]]
ACTOR = "clock"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a programme's days are celebrated by. A programme of several shops keeps the calendar of the oldest."""

    shop: Shop
    versions: Timeline
    gone: Sequence[tuple[datetime, datetime | None]]
    now: datetime

    def live(self, day: date) -> Live | None:
        """The rules of that day; None where no shop had the app, or no rule asks for days."""
        midnight = begins(day, self.shop.timezone)
        if self.away(midnight):
            return None
        rules = self.versions.live(midnight)
        return rules if rules and rules.document.day_rules else None

    def away(self, at: datetime) -> bool:
        return any(left <= at and (back is None or at < back) for left, back in self.gone)


def celebrate_all(*, now: datetime) -> int:
    """A round for every programme; one's trouble is not another's. Returns how many members were looked at."""
    return sum(_round(shop, now) for shop in one_shop_each())


def _round(shop: Shop, now: datetime) -> int:
    try:
        return celebrate(shop=shop, now=now)
    except Exception:
        log.exception("birthdays and anniversaries were broken off", programme=shop.programme_id)
        return 0


def celebrate(*, shop: Shop, now: datetime) -> int:
    """Every day from the last that was looked at to today, both included."""
    on = _ground(shop, now)
    if not on.versions.since or on.away(now):
        return 0
    today, looked = local_day(now, shop.timezone), 0
    last = _last(on)
    known = _celebrated(on) if (today - last).days > FEW else None
    for day in days(last, today):
        looked += _celebrate_day(on, day, known)
    DaysLookedAt.objects.update_or_create(programme_id=shop.programme_id, defaults={"last": today})
    return looked


def today(*, shop: Shop, member_ids: Collection[int], now: datetime) -> None:
    """What this very day brings members of whom something new is known. The caller has a transaction."""
    on = _ground(_home(shop), now)
    day = local_day(now, on.shop.timezone)
    live = on.live(day)
    if live is None or on.away(now):
        return
    for kind in _kinds(live):
        theirs = whose_day(programme_id=shop.programme_id, on=kind, day=day, timezone=on.shop.timezone)
        _give(on, live, kind, day, list(theirs.filter(pk__in=member_ids).values_list("pk", flat=True)))


def _ground(shop: Shop, now: datetime) -> Ground:
    programme = shop.programme_id
    return Ground(shop, timeline(programme_id=programme), gone_times(programme_id=programme), now)


def _home(shop: Shop) -> Shop:
    return Shop.objects.filter(programme_id=shop.programme_id).order_by("pk").first() or shop


def _last(on: Ground) -> date:
    """At first the day of the first version."""
    looked = DaysLookedAt.objects.filter(programme_id=on.shop.programme_id).first()
    return looked.last if looked else local_day(min(on.versions.since)[0], on.shop.timezone)


def _kinds(live: Live) -> list[Yearly]:
    asked = {rule.on for rule in live.document.day_rules}
    return [kind for kind in YEARLY if kind in asked]


def _celebrated(on: Ground) -> Celebrated:
    return {kind: celebrated(programme_id=on.shop.programme_id, on=kind) for kind in YEARLY}


def _celebrate_day(on: Ground, day: date, known: Celebrated | None) -> int:
    """`known`: the days that are anybody's at all, so that the others of a long time need not be looked up."""
    own = (day.month, day.day)
    kinds = [kind for kind in YEARLY if known is None or own in known[kind]]
    live, looked = on.live(day) if kinds else None, 0
    for kind in [one for one in _kinds(live) if one in kinds] if live else ():
        people = whose_day(
            programme_id=on.shop.programme_id, on=kind, day=day, timezone=on.shop.timezone
        ).order_by("pk")
        after = 0
        while live and (batch := list(people.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH])):
            _give_all(on, live, kind, day, batch)
            looked, after = looked + len(batch), batch[-1]
    return looked


def _give_all(on: Ground, live: Live, kind: Yearly, day: date, member_ids: list[int]) -> None:
    """All at once; one by one when that fails, so that one member's trouble stays theirs."""
    try:
        with transaction.atomic():
            _give(on, live, kind, day, member_ids)
    except Exception:
        if len(member_ids) == 1:
            log.exception("a day could not be celebrated", shop=on.shop.pk, member=member_ids[0])
            return
        for member in member_ids:
            _give_all(on, live, kind, day, [member])


def _give(on: Ground, live: Live, kind: Yearly, day: date, member_ids: list[int]) -> None:
    """Under the members' locks; what was given for this year under any date, to any who were merged, is not again."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("birthday")
    people = list(rows.filter(pk__in=member_ids, kept=None, erased_at=None).order_by("pk"))
    given = given_in(member_ids=member_ids, on=kind, year=day.year)
    rules = [rule for rule in live.document.day_rules if rule.on == kind]
    at = begins(day, on.shop.timezone)
    abouts = day_abouts(shop=on.shop, members=people, live=live, versions=on.versions, at=at)
    targets = [
        _target(on, live, rule, day, member, abouts[member.pk])
        for member in people
        for rule in rules
        if (member.pk, rule.id) not in given
    ]
    ticking = clock(shop=on.shop, versions=on.versions)
    settle(shop=on.shop, targets=targets, actor=ACTOR, clock=ticking, now=on.now)
    ids = [member.pk for member in people] if targets else []
    follow(shop=on.shop, member_ids=ids, versions=on.versions, clock=ticking, now=on.now)


def _target(on: Ground, live: Live, rule: DayRule, day: date, member: Member, about: About) -> Target:
    timezone = on.shop.timezone
    return Target(
        source=source(rule.on, member.pk, day.year),
        member_id=member.pk,
        version=live.number,
        decision=decide_day(live.document, rule, at=begins(day, timezone), timezone=timezone, about=about),
        policy=live.document.clawback,
        kind="award",
    )
