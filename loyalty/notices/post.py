"""What happened, as events for merchants' programs: a row for each endpoint that asked for the topic."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from loyalty.notices.happening import Happening
from loyalty.notices.models import Endpoint, Post
from loyalty.notices.topics import TEST
from loyalty.shops.models import Shop


def post(happened: Iterable[Happening], *, now: datetime) -> int:
    """Writes the events, once for each endpoint, topic and key; returns how many were wanted."""
    told = [one for one in happened if one.topic]
    shops = {one.shop_id for one in told}
    listening = list(
        Endpoint.objects.filter(shop_id__in=shops, gone_at=None, off_at=None).select_related("shop")
    )
    rows = [
        _row(endpoint, one.topic, one.key, one.at, one.data, now, one.member_id)
        for endpoint in listening
        for one in told
        if one.shop_id == endpoint.shop_id and one.topic in endpoint.topics
    ]
    Post.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def wanted(*, shop_ids: Iterable[int]) -> bool:
    """Whether any of these shops has a program that listens."""
    return Endpoint.objects.filter(shop_id__in=list(shop_ids), gone_at=None, off_at=None).exists()


def post_test(*, endpoint: Endpoint, now: datetime) -> Post:
    """An event that says nothing, to try the address with."""
    made = _row(endpoint, TEST, secrets.token_hex(8), now, {"hello": endpoint.shop.name}, now, None)
    made.save()
    return made


def again(*, shop: Shop, posts: Sequence[int], now: datetime) -> int:
    """Sends events once more, as they are; returns how many. Others' are unknown here."""
    rows = Post.objects.filter(shop=shop, pk__in=posts, endpoint__gone_at=None).exclude(
        state=Post.State.WAITING, attempts=0
    )
    return rows.update(
        state=Post.State.WAITING, attempts=0, due_at=now, done_at=None, leased_until=None, last_error=""
    )


def _row(
    endpoint: Endpoint,
    topic: str,
    key: str,
    at: datetime,
    data: Mapping[str, Any],
    now: datetime,
    whom: int | None,
) -> Post:
    public = f"evt_{secrets.token_urlsafe(16)}"
    event = {
        "id": public, "topic": topic, "at": at.isoformat(), "shop": endpoint.shop.domain, "data": dict(data),
    }  # fmt: skip
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return Post(
        public=public, shop_id=endpoint.shop_id, endpoint=endpoint, whom=whom, topic=topic, key=key,
        body=body, due_at=now, made_at=now,
    )  # fmt: skip
