"""Workers tell merchants' programs, endpoint by endpoint in turns: a slow or dead one holds up no other for long."""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from loyalty.common.outgoing.address import NotAllowed
from loyalty.common.outgoing.send import Answer, NoAnswer, send
from loyalty.notices import lease
from loyalty.notices.endpoints import SWITCHED
from loyalty.notices.models import Attempt, Endpoint, Post
from loyalty.notices.signing import HEADER, secrets_of, signature
from loyalty.shops.audit import audit

ATTEMPTS = 16  # over about three days
FIRST, LONGEST = timedelta(seconds=20), timedelta(hours=12)
LONG_FAILURE = timedelta(days=5)
SECONDS = 8.0  # for one answer
AT_ONCE = 20
KEPT_ANSWER = 2000
WE = "the app: it failed for five days"
Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


def deliver(*, clock: Clock = timezone.now, seconds: float = 20.0) -> int:
    """Carries what is due until nothing is or the time is up; returns how many were taken well."""
    end, count = time.monotonic() + seconds, 0
    while endpoints := _with_posts(clock()):
        random.shuffle(endpoints)
        before = count
        for endpoint in endpoints:
            if time.monotonic() >= end:
                return count
            count += _turn(endpoint, clock, end)
        if count == before:
            break
    return count


def _with_posts(now: datetime) -> list[Endpoint]:
    due = lease.free(Post.objects.filter(shop__installations__uninstalled_at=None), now=now)
    ready = Endpoint.objects.filter(Q(rests_until=None) | Q(rests_until__lte=now), gone_at=None, off_at=None)
    return list(ready.filter(pk__in=due.values("endpoint_id")).select_related("shop"))


def _turn(endpoint: Endpoint, clock: Clock, end: float) -> int:
    """Some of its events; the first that fails ends the turn."""
    most = 1 if endpoint.failing_since else AT_ONCE
    posts = lease.take(Post.objects.filter(endpoint=endpoint), now=clock(), most=most)
    for number, one in enumerate(posts):
        if time.monotonic() >= end or not _carried(one, endpoint, clock):
            lease.give_back(posts[number + 1 :] if time.monotonic() < end else posts[number:])
            return number
    return len(posts)


def _carried(post: Post, endpoint: Endpoint, clock: Clock) -> bool:
    body, now = post.body.encode(), clock()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Loyalty-Webhooks/1",
        "Loyalty-Event": post.public,
        "Loyalty-Topic": post.topic,
        HEADER: signature(body=body, at=int(now.timestamp()), secrets=secrets_of(endpoint, now=now)),
    }
    began, answer, error = time.monotonic(), None, ""
    try:
        answer = send(url=endpoint.url, body=body, headers=headers, seconds=SECONDS, keep=KEPT_ANSWER)
    except NotAllowed as no:
        error = f"not allowed: {no.code}"
    except NoAnswer as bad:
        error = str(bad)[:200]
    return _close(post, endpoint, answer, error, round((time.monotonic() - began) * 1000), clock())


@transaction.atomic
def _close(
    post: Post, endpoint: Endpoint, answer: Answer | None, error: str, took: int, now: datetime
) -> bool:
    said = answer.body.decode("utf-8", "replace").replace("\0", "\ufffd") if answer else ""
    Attempt.objects.create(
        post=post, at=now, status=answer.status if answer else None, answer=said, error=error, took_ms=took
    )
    if answer is not None and 200 <= answer.status < 300:
        lease.done(post, now=now)
        if endpoint.failing_since:
            endpoint.failing_since = None
            Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=None, rests_until=None)
        return True
    why = error or f"answered {answer.status if answer else ''}".strip()
    if post.attempts + 1 >= ATTEMPTS:
        lease.bury(post, why=why, now=now)
    else:
        wait = lease.back_off(post.attempts, first=FIRST, longest=LONGEST)
        lease.put_off(post, until=now + wait, why=why)
    _failed(endpoint, now)
    return False


def _failed(endpoint: Endpoint, now: datetime) -> None:
    """It rests a little; after long failure it is switched off, and the panel says so."""
    since = endpoint.failing_since or now
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=since, rests_until=now + FIRST)
    if now - since < LONG_FAILURE:
        return
    if Endpoint.objects.filter(pk=endpoint.pk, off_at=None).update(off_at=now, off_by=WE):
        detail = {"webhook": endpoint.pk, "on": False}
        audit(shop=endpoint.shop, actor=WE, deed=SWITCHED, detail=detail, now=now)


def forget_old(*, now: datetime) -> int:
    """Events and answers are kept for thirty days; returns how many went."""
    old = Post.objects.filter(made_at__lt=now - timedelta(days=30)).exclude(state=Post.State.WAITING)
    return old.delete()[0]
