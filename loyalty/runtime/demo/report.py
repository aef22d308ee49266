"""What came of it: members and their points with reasons, webhooks, addresses."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import httpx
from django.db import connection
from django.utils import timezone

from loyalty.desk.standing import balance
from loyalty.inbox.models import Delivery
from loyalty.ledger.statement import history
from loyalty.ledger.tell import tell
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.programmes.live import live
from loyalty.runtime.demo.store import Json, Store
from loyalty.shops.models import Shop


class Stuck(Exception):
    """Webhooks were stored and nobody works them."""


def wait_until_worked(shop: Shop, *, seconds: float) -> None:
    """Until nothing of the shop waits in the inbox. Raises Stuck."""
    deadline = time.monotonic() + seconds
    while Delivery.objects.filter(shop=shop, state=Delivery.State.READY).exists():
        if time.monotonic() > deadline:
            raise Stuck(f"webhooks still wait in the inbox after {seconds:.0f} s")
        time.sleep(0.1)


def webhooks(shop: Shop, store: Store) -> dict[str, int]:
    """sent: by the store. accepted: answered 2xx. The rest: what became of them here."""
    sent = store.deliveries()
    states = Counter(Delivery.objects.filter(shop=shop).values_list("state", flat=True))
    return {
        "sent": len(sent),
        "accepted": sum(1 for delivery in sent if delivery["state"] == "delivered"),
        "worked": states["worked"],
        "ignored": states["ignored"],
        "parked": states["parked"],
        "waiting": states["ready"],
    }


def members(shop: Shop, people: dict[str, Json]) -> list[dict[str, Any]]:
    now = timezone.now()
    named = {
        found.pk: f"{person['first_name']} {person['last_name']}"
        for person in people.values()
        if (found := by_customer(shop=shop, customer=str(person["id"])))
    }
    everyone = Member.objects.filter(programme_id=shop.programme_id).order_by("pk")
    return [_member(shop, member, named.get(member.pk, "a guest"), now) for member in everyone]


def _member(shop: Shop, member: Member, name: str, now: datetime) -> dict[str, Any]:
    points = balance(shop=shop, member_id=member.pk, now=now)
    return {
        "member": member.pk,
        "name": name,
        "joined": member.joined_at is not None,
        "available": points.available,
        "pending": points.pending,
        "reserved": points.reserved,
        "debt": points.debt,
        "history": list(_lines(member, now)),
    }


def _lines(member: Member, now: datetime) -> Iterable[dict[str, Any]]:
    rules = live(programme_id=member.programme_id, at=now)
    if rules is None:
        return
    for entry in history(member_id=member.pk, now=now):
        told = tell(entry, rules.document.points)
        yield {
            "at": entry.at.isoformat(),
            "points": entry.points,
            "title": told.title,
            "why": told.why,
            "steps": told.steps,
            "version": entry.version,
        }


def tried(urls: Iterable[str]) -> list[dict[str, Any]]:
    """Each address with the status a visitor gets in the end."""
    with httpx.Client(timeout=15, trust_env=False, follow_redirects=True) as visitor:
        return [{"url": url, "status": visitor.get(url).status_code} for url in urls]


def books_are_sound() -> bool:
    """Every transaction sums to zero and every balance to its entries."""
    with connection.cursor() as cursor:
        cursor.execute(UNSOUND)
        row = cursor.fetchone()
    return tuple(row or ()) == (0, 0)


UNSOUND = """
SELECT (SELECT count(*) FROM (
          SELECT 1 FROM ledger_entry GROUP BY transaction_id HAVING sum(amount) <> 0) t),
       (SELECT count(*) FROM ledger_balance b LEFT JOIN (
          SELECT member_id, currency, sum(amount) AS points FROM ledger_entry
          WHERE member_id IS NOT NULL GROUP BY 1, 2) e
          USING (member_id, currency)
        WHERE b.pending + b.available + b.reserved + b.debt <> coalesce(e.points, 0))
"""
