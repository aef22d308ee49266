"""A member's paid plans in the panel: what runs until when, what it brings along, and how it came about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from loyalty.engine.plans import Period
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.panel.access import Visitor
from loyalty.tiers.models import PlanNotice
from loyalty.tiers.plans_now import Holdings, PlanNow, holdings

LINES = 24


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One paid period: "now" while it runs, "ahead" before, "over" after it."""

    row: Period
    title: str
    order: str
    state: str


@dataclass(frozen=True, slots=True)
class PlansPage:
    """What the member page shows of plans. `key` makes a use of a perk happen once."""

    running: list[PlanNow]
    lines: list[PeriodLine]
    notices: list[PlanNotice]
    key: str


def plans_page(visitor: Visitor, member: Member, now: datetime) -> PlansPage | None:
    """None in a programme that never sold a plan."""
    has = holdings(shop=visitor.shop, member_id=member.pk, now=now)
    if has is None:
        return None
    theirs = {"programme_id": visitor.shop.programme_id, "member_id": member.pk}
    return PlansPage(
        running=has.running,
        lines=_lines(visitor, has, now),
        notices=list(PlanNotice.objects.filter(**theirs).order_by("-pk")[:LINES]),
        key=str(uuid4()),
    )


def _lines(visitor: Visitor, has: Holdings, now: datetime) -> list[PeriodLine]:
    shown = has.periods[:LINES]
    wanted = {one.source.removeprefix("order:") for one in shown}
    rows = Order.objects.filter(programme_id=visitor.shop.programme_id, external_id__in=wanted)
    names = dict(rows.values_list("external_id", "name"))
    return [
        PeriodLine(
            one,
            has.title(one.plan),
            _order(names.get(one.source.removeprefix("order:"), "")),
            _state(one, now),
        )
        for one in shown
    ]


def _order(name: str) -> str:
    return _("bought by order %(name)s") % {"name": name} if name else ""


def _state(one: Period, now: datetime) -> str:
    if one.runs(now):
        return "now"
    return "ahead" if one.begins > now else "over"
