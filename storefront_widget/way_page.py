"""The page of one way to earn, as data for its template."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from loyalty.activities import tickets
from loyalty.activities.models import Activity
from loyalty.activities.networks import networks
from loyalty.activities.post_codes import post_code
from loyalty.activities.titles import title_of
from loyalty.desk.sharing import link_of
from loyalty.engine.document import Document
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account, Consent, Link, Photo, Post, Questions, Share
from loyalty.ledger.words import day
from loyalty.members.models import Member
from loyalty.programmes.live import live
from loyalty.programmes.rule_words import gives
from loyalty.shops.platform import platform
from storefront_widget import nonce
from storefront_widget.linking import ticket_for
from storefront_widget.visit import Visit
from storefront_widget.walk import Walks

State = Activity.State
SHOWN = 10
Data = dict[str, Any]


def go_action(rule: ActivityRule) -> str:
    """What the link to the network is signed for."""
    return f"go:{rule.id}"


def way_action(rule: ActivityRule) -> str:
    """What the form is signed for."""
    return f"way:{rule.id}"


def told_of_way(visit: Visit, rule: ActivityRule, *, now: datetime) -> Data:
    """`who` is "visitor", "guest" or "member"; `by` names the part of the page that does it."""
    found = live(programme_id=visit.shop.programme_id, at=now)
    member = visit.member()
    joined = member is not None and member.joined_at is not None
    with timezone.override(ZoneInfo(visit.shop.timezone)):
        told: Data = {
            "id": rule.id,
            "title": title_of(rule),
            "back": f"{visit.prefix}/way?{urlencode({'way': rule.id})}",
            "by": rule.how.by if rule.how else "",
            "who": "visitor" if not visit.customer else "member" if joined else "guest",
        }
        if found is not None:
            told["texts"] = _texts(visit, found.document, rule)
            told |= Walks(visit, member, found.document, now).block(rule)
        if joined and member is not None:
            told |= _permits(visit, rule, now) | _particulars(visit, rule, member, now)
    return told


def _texts(visit: Visit, document: Document, rule: ActivityRule) -> list[str]:
    """What it brings, by every rule that looks at it; where staff grade it, for which grade."""
    told = []
    for one in document.activity_rules:
        if one.activity == rule.activity:
            text = gives(document, one.award, one.currency, money=visit.shop.currency)
            grades = ", ".join(one.grades)
            told.append(f"{text} ({grades})" if grades else text)
    return told


def _permits(visit: Visit, rule: ActivityRule, now: datetime) -> Data:
    whose: Data = {"shop_id": visit.shop.pk, "customer": visit.customer, "now": now}
    token = nonce.make(action=go_action(rule), **whose)
    return {
        "nonce": nonce.make(action=way_action(rule), **whose),
        "go": f"{visit.prefix}/go?{urlencode({'way': rule.id, 't': token})}",
    }


def _particulars(visit: Visit, rule: ActivityRule, member: Member, now: datetime) -> Data:
    if isinstance(rule.how, Link | Account | Post):
        network = networks()[rule.how.network]
        there = {"network": network.title, "icon": network.icon}
        return there | _there(visit, rule, member, now)
    if isinstance(rule.how, Photo):
        return {"ask": rule.how.ask or "", "sent": [_sent(row) for row in _theirs(visit, rule, member)]}
    if isinstance(rule.how, Share):
        link = link_of(shop=visit.shop, member_id=member.pk, rule=rule.id, now=now)
        home = platform(visit.shop.platform).our_pages(shop=visit.shop)
        return {"link": f"{home}/shared?{urlencode({'s': link.code})}"}
    if isinstance(rule.how, Consent):
        return {"consent": rule.how.text}
    return {"questions": rule.how.ask} if isinstance(rule.how, Questions) else {}


def _there(visit: Visit, rule: ActivityRule, member: Member, now: datetime) -> Data:
    """What a way to a network needs besides the network."""
    if isinstance(rule.how, Account):
        told = ticket_for(visit, rule.id, rule.how.network)
        ticket = tickets.make("start", told, now=now)
        return {"start": f"{settings.APP_URL}/linked/start?{urlencode({'t': ticket})}"}
    if isinstance(rule.how, Post):
        code = post_code(shop=visit.shop, member_id=member.pk, rule=rule.id)
        sent = [_sent(row) for row in _theirs(visit, rule, member)]
        return {"ask": rule.how.ask or "", "code": code, "sent": sent}
    return {}


def _theirs(visit: Visit, rule: ActivityRule, member: Member) -> QuerySet[Activity]:
    """What they sent, the latest first."""
    rows = Activity.objects.filter(shop=visit.shop, member_id=member.pk, type=rule.activity)
    return rows.order_by("-pk")[:SHOWN]


def _sent(row: Activity) -> Data:
    states = {
        State.OPEN: gettext("We are looking at it"),
        State.DONE: gettext("Accepted"),
        State.REFUSED: gettext("Not accepted"),
        State.WITHDRAWN: gettext("You took it back"),
        State.ENDED: gettext("Over"),
    }
    return {
        "pk": row.pk,
        "at": day(row.at),
        "state": states[State(row.state)],
        "grade": row.grade,
        "why": row.why,
        "url": str(row.data.get("url", "")),
        "open": row.state == State.OPEN,
    }
