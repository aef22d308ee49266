"""The member's paid plans as data and in sentences; and that they have been told of an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from loyalty.ledger.words import last_day
from loyalty.programmes.live import Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.hold import reminded
from loyalty.tiers.plans_now import PlanNow, holdings
from storefront_widget.perks import perk_data

CHANNEL = "widget"
Data = dict[str, Any]


def plan_blocks(*, shop: Shop, member_id: int, now: datetime, versions: Timeline) -> list[Data]:
    """What runs now, until when, with its perks; nothing in a programme without plans."""
    has = holdings(shop=shop, member_id=member_id, now=now, versions=versions)
    return [_block(one) for one in has.running] if has else []


def told_of_plans(told: Sequence[Data], member_id: int, *, now: datetime) -> None:
    """Writes down that the member read the reminders among these."""
    if any(one["reminder"] for one in told):
        reminded(member_id=member_id, channel=CHANNEL, now=now)


def _block(one: PlanNow) -> Data:
    ends = one.run.ends
    return {
        "id": one.id,
        "title": one.title,
        "until_text": last_day(ends) if ends else "",
        "perks": [perk_data(perk) for perk in one.perks],
        "reminder": one.reminder is not None,
        "text": _text(one.title, ends, ending=one.reminder is not None),
    }


def _text(title: str, ends: datetime | None, *, ending: bool) -> str:
    if ends is None:
        return gettext("{plan}, for life").format(plan=title)
    told = gettext("{plan} ends on {date}") if ending else gettext("{plan} until {date}")
    return told.format(plan=title, date=last_day(ends))
