"""Members, their balances and their histories as answers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from loyalty.common.sealed import seal
from loyalty.desk.clocks import clock
from loyalty.engine.document import Document, Points
from loyalty.engine.lots import POINTS
from loyalty.ledger.glance import glance_at_all
from loyalty.ledger.names import Names
from loyalty.ledger.standing import MemberBalance, of_purse
from loyalty.ledger.statement import Entry
from loyalty.ledger.tell import tell
from loyalty.ledger.words import called
from loyalty.members.models import Identity, Member
from loyalty.programmes.live import timeline
from loyalty.programmes.naming import names_of_line
from loyalty.shops.models import Shop

Data = dict[str, Any]


def tell_members(*, shop: Shop, members: "QuerySet[Member]", now: datetime) -> list[Data]:
    """As many questions for a page of them as for one."""
    rows = list(members.select_related("tier_standing").prefetch_related("identities"))
    live = timeline(programme_id=shop.programme_id).live(now)
    document = live.document if live else None
    balances = tell_balances(shop=shop, member_ids=[row.pk for row in rows], document=document, now=now)
    return [_member(shop, row, document) | {"balances": balances[row.pk]} for row in rows]


def tell_balances(
    *, shop: Shop, member_ids: Sequence[int], document: Document | None, now: datetime
) -> dict[int, list[Data]]:
    """What each holds, points first; everybody has points, if only none."""
    ticking = clock(shop=shop)
    held: dict[int, dict[str, MemberBalance]] = {one: {POINTS: MemberBalance()} for one in member_ids}
    purses = glance_at_all(programme_id=shop.programme_id, member_ids=member_ids, clock=ticking, now=now)
    for (member, currency), purse in sorted(purses.items(), key=lambda one: one[0]):
        held[member][currency] = of_purse(purse, clock=ticking.for_currency(currency), now=now)
    return {
        member: [_balance(currency, has, document) for currency, has in theirs.items()]
        for member, theirs in held.items()
    }


def tell_lines(*, shop: Shop, entries: Iterable[Entry], now: datetime) -> list[Data]:
    """Lines of a history, each with its reason in words and as data."""
    versions = timeline(programme_id=shop.programme_id)
    live = versions.live(now)
    points = live.document.points if live else Points()
    return [
        _line(shop, one, names_of_line(one, points=points, versions=versions, money=shop.currency))
        for one in entries
    ]


def _member(shop: Shop, row: Member, document: Document | None) -> Data:
    customers = [one for one in row.identities.all() if one.kind == Identity.Kind.CUSTOMER]
    return {
        "id": seal("mem", row.programme_id, row.pk),
        "external_ids": [one.value for one in customers if one.shop_id == shop.pk],
        "joined_at": row.joined_at,
        "first_seen_at": row.first_seen_at,
        "tier": _tier(row, document),
    }


def _tier(row: Member, document: Document | None) -> Data | None:
    """The level as it is kept; who was never judged holds the first."""
    if document is None or document.tiers is None:
        return None
    levels = {level.id: level for level in document.tiers.levels}
    standing = getattr(row, "tier_standing", None)
    level = levels.get(standing.level if standing else "") or document.tiers.levels[0]
    return {"id": level.id, "title": level.title or level.id}


def _balance(currency: str, has: MemberBalance, document: Document | None) -> Data:
    names = Names(document.points if document else Points(), document).held(currency)
    return {
        "currency": currency,
        "name": called(names.points)[1],
        "available": has.available,
        "pending": has.pending,
        "reserved": has.reserved,
        "debt": has.debt,
        "next_available": {"points": has.next_points, "at": has.next_at} if has.next_at else None,
        "ending": {"points": has.ending_points, "at": has.ending_at} if has.ending_at else None,
    }


def _line(shop: Shop, entry: Entry, names: Names) -> Data:
    told = tell(entry, names)
    kind, _, what = entry.source.partition(":")
    return {
        "id": seal("line", shop.programme_id, 2 * int(entry.id[1:]) + (entry.id[0] == "a")),
        "at": entry.at,
        "posted_at": entry.posted_at,
        "kind": entry.kind,
        "currency": entry.currency,
        "points": entry.points,
        "held_until": entry.held_until,
        **asdict(told),
        "reason": entry.reason,
        "source": {"kind": kind, "order": what if kind == "order" else None},
        "version": entry.version,
        "actor": entry.actor,
    }
