"""The member's digest in sentences, in the active language and time zone."""

from datetime import datetime

from django.utils.translation import gettext

from loyalty.desk.digest import digest
from loyalty.engine.document import Points
from loyalty.ledger.words import day, money, points
from loyalty.members.models import Member
from loyalty.programmes.live import live
from loyalty.rewards.words import RewardWords
from loyalty.shops.models import Shop


def digest_words(*, shop: Shop, member: Member, now: datetime) -> dict[str, str] | None:
    """`next`, `offers`, `since` and `both`; what there is nothing to say of is empty. None before the programme."""
    found = live(programme_id=shop.programme_id, at=now)
    told = digest(shop=shop, member=member, now=now)
    if told is None or found is None:
        return None
    names = found.document.points or Points()
    words = RewardWords(found.document, shop.currency)
    missing = ""
    if told.next:
        line = gettext("{points} more to “{reward}”.")
        missing = line.format(points=points(told.next[1], names), reward=words.title(told.next[0]))
    open_now = ", ".join([*(words.title(one) for one in told.open), *told.campaigns])
    both = {"points": points(told.earned, names), "money": money(told.saved, shop.currency)}
    return {
        "next": missing,
        "offers": gettext("Open to you now: {offers}.").format(offers=open_now) if open_now else "",
        "since": gettext("Member since {date}.").format(date=day(told.since)),
        "both": gettext("In the last two years: {points} earned, {money} saved.").format(**both),
    }
