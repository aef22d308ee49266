"""The page of one way to earn, as data for its template."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from loyalty.activities.models import Activity
from loyalty.activities.networks import networks
from loyalty.activities.titles import title_of
from loyalty.desk.sharing import link_of
from loyalty.engine.document import Document
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Consent, Link, Photo, Questions, Share
from loyalty.ledger.words import day
from loyalty.members.models import Member
from loyalty.programmes.live import live
from loyalty.programmes.rule_words import gives
from loyalty.shops.platform import platform
from storefront_widget import nonce
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
    if isinstance(rule.how, Link):
        network = networks()[rule.how.network]
        return {"network": network.title, "icon": network.icon}
    if isinstance(rule.how, Photo):
        return {"ask": rule.how.ask or "", "sent": [_sent(row) for row in _theirs(visit, rule, member)]}
    if isinstance(rule.how, Share):
        link = link_of(shop=visit.shop, member_id=member.pk, rule=rule.id, now=now)
        home = platform(visit.shop.platform).our_pages(shop=visit.shop)
        return {"link": f"{home}/shared?{urlencode({'s': link.code})}"}
    if isinstance(rule.how, Consent):
        return {"consent": rule.how.text}
    return {"questions": rule.how.ask} if isinstance(rule.how, Questions) else {}


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
        "open": row.state == State.OPEN,
    }
