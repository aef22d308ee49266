"""What a member sees of bringing friends: their link, what both get, and how it stands with each; nobody is named."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.utils.translation import gettext

from loyalty.desk.welcoming import offer_of, open_referral, referral_now
from loyalty.engine.document import Document
from loyalty.engine.rules import Referral
from loyalty.ledger.models import Award
from loyalty.ledger.words import day
from loyalty.members.models import Member
from loyalty.programmes.rule_words import gives, reward_title
from loyalty.referrals.codes import code_of
from loyalty.referrals.models import Claim
from loyalty.shops.platform import platform
from storefront_widget import nonce
from storefront_widget.visit import Visit

SHOWN = 50
ACTION = "friends"
State = Claim.State
Data = dict[str, Any]


def friends_way(visit: Visit, document: Document, *, now: datetime) -> list[Data]:
    """Bringing friends as one of the ways to earn, where the programme rewards it now."""
    referral = referral_now(document, shop=visit.shop, now=now)
    if referral is None:
        return []
    text = both_get(document, referral, money=visit.shop.currency)
    way = {"id": "referral", "on": "referral", "title": gettext("Bring a friend"), "text": text}
    return [way | {"href": f"{visit.prefix}/friends"}]


def both_get(document: Document, referral: Referral, *, money: str) -> str:
    """'You get 200 points; your friend gets 100 points.'"""
    yours = gives(document, referral.advocate, "points", money=money) if referral.advocate else ""
    theirs = friend_gets(document, referral, money=money)
    if yours and theirs:
        return gettext("You get {yours}; your friend gets {theirs}.").format(yours=yours, theirs=theirs)
    if yours:
        return gettext("You get {yours}.").format(yours=yours)
    return gettext("Your friend gets {theirs}.").format(theirs=theirs) if theirs else ""


def friend_gets(document: Document, referral: Referral, *, money: str) -> str:
    """The welcome and what the first order brings."""
    first = gives(document, referral.friend, "points", money=money) if referral.friend else ""
    offer = offer_of(document)
    welcome = reward_title(document, offer.id) if offer else ""
    if welcome and first:
        return gettext("{welcome}, and {first} with the first order").format(welcome=welcome, first=first)
    return welcome or first


def told_of_friends(visit: Visit, member: Member | None, *, now: datetime) -> Data:
    """The page as data. `open` is False where the programme rewards no friends now."""
    found = open_referral(shop=visit.shop, now=now)
    joined = member is not None and member.joined_at is not None
    told: Data = {
        "open": found is not None,
        "who": "visitor" if not visit.customer else "member" if joined else "guest",
        "back": quote(f"{visit.prefix}/friends", safe=""),
        "friends": _friends(visit, member, now=now) if member is not None and joined else [],
    }
    if found is None:
        return told
    live, referral = found
    told["text"] = both_get(live.document, referral, money=visit.shop.currency)
    if member is not None and joined:
        told |= _shared(visit, member, referral, now=now)
    return told


def link_of(visit: Visit, code: str) -> str:
    """The page for friends, under the shop's own address."""
    home = platform(visit.shop.platform).our_pages(shop=visit.shop)
    return f"{home}/friend?{urlencode({'ref': code})}"


def _shared(visit: Visit, member: Member, referral: Referral, *, now: datetime) -> Data:
    code = code_of(member=member, prefix=referral.prefix or "", now=now)
    link = link_of(visit, code)
    subject = gettext("Something from {shop} for you").format(shop=visit.shop.name)
    words = gettext("I like shopping at {shop}. With my link there is something for you too:").format(
        shop=visit.shop.name
    )
    return {
        "code": code,
        "link": link,
        "subject": subject,
        "words": words,
        "mail": f"mailto:?{urlencode({'subject': subject, 'body': f'{words} {link}'}, quote_via=quote)}",
        "qr": segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2),
        "nonce": nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action=ACTION, now=now),
    }


def _friends(visit: Visit, member: Member, *, now: datetime) -> list[Data]:
    """Each friend as a day and a state: who they are is theirs."""
    rows = Claim.objects.filter(programme_id=visit.shop.programme_id, advocate_id=member.pk)
    latest = list(rows.order_by("-made_at", "-pk")[:SHOWN])
    awards = _awards(visit, member, latest)
    return [_told(claim, awards.get(claim.order), now) for claim in latest]


def _awards(visit: Visit, member: Member, rows: list[Claim]) -> Mapping[str, Award]:
    """What each friend's order gave the member, by order."""
    sources = [f"order:{one.order}" for one in rows if one.order]
    found = Award.objects.filter(
        shop=visit.shop, member_id=member.pk, source__in=sources, rule="referral-advocate"
    )
    return {award.source.removeprefix("order:"): award for award in found}


def _told(claim: Claim, award: Award | None, now: datetime) -> Data:
    state = _state(claim, award, now)
    text = _STATES[state]()
    if state == "pending" and award is not None and award.available_at is not None:
        text = gettext("Bought; yours on {date}").format(date=day(award.available_at))
    return {
        "at_text": day(claim.made_at),
        "state": state,
        "state_text": text,
        "why": claim.why if claim.judged_by and state == "refused" else "",
    }


def _state(claim: Claim, award: Award | None, now: datetime) -> str:
    if claim.state == State.HELD:
        return "review"
    if claim.state == State.REFUSED:
        return "refused"
    if not claim.order:
        return "came"
    if award is None or not award.posted:
        return "nothing"
    return "pending" if award.available_at and award.available_at > now else "done"


_STATES: Mapping[str, Callable[[], str]] = {
    "came": lambda: gettext("Followed your link; has not bought yet"),
    "review": lambda: gettext("The shop looks at it first"),
    "refused": lambda: gettext("Does not count as a first visit"),
    "nothing": lambda: gettext("Bought, and it brings nothing; your history says why"),
    "pending": lambda: gettext("Bought"),
    "done": lambda: gettext("Done"),
}
