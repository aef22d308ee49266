"""The member's digest in sentences, for the page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext

from loyalty.desk.digest import digest
from loyalty.engine.document import Points
from loyalty.ledger.words import day, money, points
from loyalty.programmes.live import live
from loyalty.rewards.words import RewardWords
from storefront_widget.visit import Visit


def digest_lines(visit: Visit, *, now: datetime) -> list[str]:
    """Empty for whoever has not joined."""
    member, found = visit.member(), live(programme_id=visit.shop.programme_id, at=now)
    told = digest(shop=visit.shop, member=member, now=now) if member and member.joined_at else None
    if told is None or found is None:
        return []
    names = found.document.points or Points()
    words = RewardWords(found.document, visit.shop.currency)
    lines = []
    if told.next:
        reward, missing = told.next
        line = gettext("{points} more to “{reward}”.")
        lines.append(line.format(points=points(missing, names), reward=words.title(reward)))
    open_now = [*(words.title(one) for one in told.open), *told.campaigns]
    if open_now:
        lines.append(gettext("Open to you now: {offers}.").format(offers=", ".join(open_now)))
    with timezone.override(ZoneInfo(visit.shop.timezone)):
        lines.append(gettext("Member since {date}.").format(date=day(told.since)))
    both = {"points": points(told.earned, names), "money": money(told.saved, visit.shop.currency)}
    lines.append(gettext("In the last two years: {points} earned, {money} saved.").format(**both))
    return lines
