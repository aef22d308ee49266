"""Telling past orders to the desk, a hundred at a time: a kill between any two leaves whole hundreds behind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from loyalty.desk.order_told import orders_told
from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.insight.job import finish, tell
from loyalty.insight.parts import Told
from loyalty.launch.models import Launch
from loyalty.launch.orders import batches, since
from loyalty.ledger.posting import MemberMoved
from loyalty.shops.audit import audit
from loyalty.shops.one_hand import wait_for_shop

TRIES = 3


def post(job: Launch) -> None:
    """To the end. Told twice, an order posts nothing more. Raises Superseded, and Sealed."""
    orders: Sequence[Told] = since(job.past, job.since)
    tell(job, now=timezone.now(), of=len(orders))
    for some in batches(orders, begin=job.done):
        _some(job, some)
    now = timezone.now()
    finish(job, now=now)
    detail = {"launch": job.pk, "orders": job.done, "missed": len(job.missed)}
    audit(shop=job.shop, actor=job.confirmed_by, deed="launch finished", detail=detail, now=now)


def _some(job: Launch, some: Sequence[OrderTold]) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            _together(job, some)
        except (MemberMoved, IntegrityError):  # a merge at this moment: the next attempt sees it done
            if attempt == TRIES:
                raise
        except Unreadable:
            _one_by_one(job, some)
            return
        else:
            return


@transaction.atomic
def _together(job: Launch, some: Sequence[OrderTold]) -> None:
    wait_for_shop(job.shop_id)
    now = timezone.now()
    _tell(job, some, now)
    tell(job, now=now, done=job.done + len(some))


def _one_by_one(job: Launch, some: Sequence[OrderTold]) -> None:
    """An order that can never be worked is its own trouble alone."""
    for fact in some:
        try:
            _together(job, [fact])
        except Unreadable as why:
            missed = [*job.missed, [fact.order, str(why)]]
            tell(job, now=timezone.now(), done=job.done + 1, missed=missed)


def _tell(job: Launch, some: Sequence[OrderTold], now: datetime) -> None:
    orders_told(shop=job.shop, facts=some, now=now, actor=job.confirmed_by)
