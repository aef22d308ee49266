"""Webhooks on their way, and what may befall them."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Attempt:
    at: datetime
    status: int | None
    milliseconds: int
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One webhook on its way; duplicates share webhook_id, related topics share event_id."""

    id: int
    shop: str
    topic: str
    uri: str
    webhook_id: str
    event_id: str
    triggered_at: datetime
    body: str
    state: str = "queued"
    copy: int = 0
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Chaos:
    """What the road does to webhooks of a shop, and to calls of its GraphQL."""

    shop: str
    drop_percent: int = 0
    drop_topics: list[str] = field(default_factory=list)
    delay_ms: int = 0
    duplicates: int = 0
    shuffle: bool = False
    shuffle_window_ms: int = 500
    paused: bool = False
    plain_headers: bool = False
    seed: int = 1
    graphql_throttle_percent: int = 0
    graphql_5xx_percent: int = 0
    graphql_timeout_after_percent: int = 0
    graphql_garbage_percent: int = 0
