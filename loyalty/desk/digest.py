"""A member's own digest: what is missing to the next reward, what is open now, and what two years came to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from loyalty.desk.offering import Offers
from loyalty.engine.calendar import wall_clock
from loyalty.engine.compiled import outside
from loyalty.engine.lots import POINTS
from loyalty.engine.rewards import Reward
from loyalty.ledger.models import Award
from loyalty.members.models import Member
from loyalty.programmes.live import timeline
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop

YEARS = 2
MONEY = ("amount_off", "gift_card", "store_credit")  # what is worth an amount of the shop's own money


@dataclass(frozen=True, slots=True)
class Digest:
    """`next` is the nearest reward that points are missing for, with how many; `saved` in minor units."""

    since: datetime
    next: tuple[Reward, int] | None
    open: tuple[Reward, ...]
    campaigns: tuple[str, ...]
    earned: int
    saved: int


def digest(*, shop: Shop, member: Member, now: datetime) -> Digest | None:
    """None before the programme begins."""
    versions = timeline(programme_id=shop.programme_id)
    live = versions.live(now)
    if live is None:
        return None
    offers = Offers(shop, member.pk, live, versions, now).all()
    missing = [
        (one.reward, int(one.refusal["points"]))
        for one in offers
        if one.refusal and one.refusal["code"] == "missing" and one.refusal["currency"] == POINTS
    ]
    local = wall_clock(now, shop.timezone)
    campaigns = [one.title for one in live.document.campaigns if one.title and not outside(one, local)]
    first = _two_years_before(now)
    return Digest(
        since=member.joined_at or member.first_seen_at,
        next=min(missing, key=lambda one: one[1], default=None),
        open=tuple(one.reward for one in offers if one.refusal is None),
        campaigns=tuple(campaigns),
        earned=_earned(member, first),
        saved=_saved(shop, member, first),
    )


def _two_years_before(now: datetime) -> datetime:
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - YEARS, day=day)


def _earned(member: Member, first: datetime) -> int:
    """In points, less what was taken back."""
    awards = Award.objects.filter(member_id=member.pk, currency=POINTS, effective_at__gte=first)
    return int(awards.aggregate(points=Sum("posted"))["points"] or 0)


def _saved(shop: Shop, member: Member, first: datetime) -> int:
    """With rewards that were used in this shop, whose amounts are of one currency."""
    used = Redemption.objects.filter(shop=shop, spend__member_id=member.pk, state=Redemption.State.USED)
    rows = used.filter(kind__in=MONEY, ended_at__gte=first)
    return int(rows.aggregate(amount=Sum("amount"))["amount"] or 0)
