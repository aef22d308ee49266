"""A member hands on a link of their own; it counts when somebody else follows it whom the store itself knows."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from loyalty.activities.models import ShareLink
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.way import NoSuchWay, how_of, way
from loyalty.engine.ways import Share
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.shops.models import Shop

ACTOR = "visitor"


def link_of(*, shop: Shop, member_id: int, rule: str, now: datetime) -> ShareLink:
    """The member's link, made at the first asking. Raises NoSuchWay."""
    how_of(way(shop=shop, rule=rule, now=now), Share)
    made = {"code": secrets.token_urlsafe(9), "at": now}
    return ShareLink.objects.get_or_create(shop=shop, member_id=member_id, way=rule, defaults=made)[0]


def where_to(*, shop: Shop, code: str, now: datetime) -> str:
    """The page that the link leads to. Raises NoSuchWay."""
    return _way(shop, _link(shop, code), now).path


@transaction.atomic
def followed(*, shop: Shop, code: str, customer: str, now: datetime) -> bool:
    """Somebody follows it, whom the store says is `customer`; whether that counts for the member.

    Once for each visitor, never for oneself, and never for somebody without an account. Raises NoSuchWay.
    """
    link = _link(shop, code)
    _way(shop, link, now)
    visitor = by_customer(shop=shop, customer=customer) if customer else None
    sharer = _today(link)
    if not customer or sharer is None or (visitor is not None and visitor.pk == sharer):
        return False
    rule = way(shop=shop, rule=link.way, now=now)
    deed = Deed(member_id=sharer, type=rule.activity, key=f"shared:{link.pk}:{_hidden(customer)}", at=now)
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    return kept.fresh


def _link(shop: Shop, code: str) -> ShareLink:
    usable = code.isascii() and code.isprintable()
    found = ShareLink.objects.filter(shop=shop, code=code[:16]).first() if usable else None
    if found is None:
        raise NoSuchWay(code)
    return found


def _way(shop: Shop, link: ShareLink, now: datetime) -> Share:
    return how_of(way(shop=shop, rule=link.way, now=now), Share)


def _today(link: ShareLink) -> int | None:
    """Who shared it, after merges; None for somebody who was forgotten."""
    member = Member.objects.filter(pk=link.member_id, erased_at=None).first()
    return None if member is None else member.kept_id or member.pk


def _hidden(customer: str) -> str:
    """The visitor is counted, not named."""
    return hmac.new(settings.HASH_KEY.encode(), f"visitor:{customer}".encode(), hashlib.sha256).hexdigest()[
        :32
    ]
