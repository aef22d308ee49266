"""What is measured in a town: the pages of its largest shop, what sweeps ask, and the proofs."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psutil
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from loyalty.inbox.claim import ready_shops
from loyalty.ledger.close_days import close_days
from loyalty.ledger.closed import ClosedUntil
from loyalty.ledger.due import due
from loyalty.ledger.models import Entry
from loyalty.ledger.rollforward import roll_forward
from loyalty.ledger.verify import sound, verify
from loyalty.members.models import Identity, Member
from loyalty.outbox.lease import shops_with_errands
from loyalty.runtime.metrics import house
from loyalty.shops.models import Shop, Staff

Look = Callable[[], object]


def looks(shop: Shop) -> dict[str, Look]:
    """By name; the shop is the largest, and another is one of the usual ones."""
    client = owner(shop)
    members = Member.objects.filter(programme=shop.programme_id).order_by("pk")
    member = members[members.count() // 2]
    customer = Identity.objects.get(member=member, kind="customer").value
    other = Shop.objects.exclude(pk=shop.pk).order_by("pk").first() or shop
    now = timezone.now()
    ClosedUntil.objects.all().delete()
    for one in (shop, other):
        days_closed(one, now)
    return {
        "home": lambda: page(client, "/panel/"),
        "members": lambda: page(client, "/panel/members/"),
        "members, found by customer": lambda: page(client, f"/panel/members/?q={customer}"),
        "a member's timeline": lambda: page(client, f"/panel/members/{member.pk}/"),
        "books": lambda: page(client, "/panel/books/"),
        "redemptions": lambda: page(client, "/panel/members/redemptions/"),
        "earning": lambda: page(client, "/panel/earning/"),
        "roll-forward of two years": lambda: roll_forward(shop.programme_id, now - timedelta(days=730), now),
        "sweep: holds and ends that are due": lambda: due(now=now),
        "sweep: shops with webhooks": lambda: ready_shops(now=now),
        "sweep: shops with errands": lambda: shops_with_errands(now=now),
        "metrics": lambda: list(house.metrics(now=now)),
        "proofs of the largest shop": lambda: _proofs(shop.programme_id),
        "proofs of a usual shop": lambda: _proofs(other.programme_id),
    }


def days_closed(shop: Shop, now: datetime) -> None:
    """As every night after the proofs; anew, for copied rows are older than what was kept."""
    ClosedUntil.objects.filter(programme=shop.programme_id).delete()
    close_days(programme_id=shop.programme_id, settled=now)


def size() -> str:
    return (
        f"{Shop.objects.count():,} shops, {Member.objects.count():,} members, {Entry.objects.count():,} entries, "
        f"{_gigabytes():.1f} GB"
    )


def cpu() -> tuple[float, float]:
    """Seconds that this process, and its one connection's, have had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        theirs = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time(), theirs.user + theirs.system


def broken() -> list[str]:
    with transaction.atomic():
        return [f"{proof.law} {proof.what}: {proof.faults[:3]}" for proof in verify() if proof.faults]


def owner(shop: Shop) -> Client:
    """A browser of the shop's owner, who has signed in."""
    user, _ = User.objects.get_or_create(username=f"owner-{shop.pk}", email=f"owner-{shop.pk}@bench.example")
    Staff.objects.get_or_create(
        shop=shop, user=user, role=Staff.Role.OWNER, defaults={"since": timezone.now()}
    )
    client = Client(SERVER_NAME="127.0.0.1", SERVER_PORT=settings.APP_URL.rpartition(":")[2])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str) -> None:
    """Asks for it, and sees that it is there."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} answered {answer.status_code}: the figure is void")


def _proofs(programme_id: int) -> None:
    with transaction.atomic():
        if not sound(verify(programme_id=programme_id)):
            raise AssertionError("the books are not sound: the figure is void")


def _gigabytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e9
