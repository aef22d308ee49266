"""A programme with every way that members can walk on the shop's own pages."""

from datetime import timedelta
from typing import Any

from tests.cast import DOCUMENT, NOW, Cast, VersionFactory

SAID = {"proof": "self_declared", "hold_days": 3}
FOLLOW: dict[str, Any] = {
    "id": "follow-us", "on": "activity", "activity": "follow", "award": {"points": 50}, **SAID,
    "how": {"by": "link", "network": "instagram", "deed": "follow", "url": "https://www.instagram.com/leaf/"},
}  # fmt: skip
HERE: dict[str, Any] = {
    "id": "visit-us", "on": "activity", "activity": "check-in", "award": {"points": 20}, "places": ["tea-house"],
    "limit": {"times": 2, "per": "week"}, "how": {"by": "code"},
}  # fmt: skip
PHOTO = {"by": "photo", "ask": "Show the whole jacket, and its label."}
WORN: list[dict[str, Any]] = [
    {"id": "good", "on": "activity", "activity": "trade-in", "award": {"points": 300}, "proof": "reviewed",
     "grades": ["good"], "title": "Bring it back", "how": PHOTO},
    {"id": "worn", "on": "activity", "activity": "trade-in", "award": {"points": 100}, "proof": "reviewed",
     "grades": ["worn"]},
]  # fmt: skip
YES = {"by": "consent", "text": "You may write to me about tea."}
ASKED = {"by": "questions", "ask": ["Green or black?"]}
MORE: list[dict[str, Any]] = [
    {"id": "letters", "on": "activity", "activity": "newsletter", "award": {"points": 10}, "how": YES,
     "limit": {"times": 1, "per": "life"}},
    {"id": "about-you", "on": "activity", "activity": "profile", "award": {"points": 15}, "how": ASKED},
    {"id": "share-us", "on": "activity", "activity": "share", "award": {"points": 5},
     "how": {"by": "share", "path": "/collections/all"}, "limit": {"times": 3, "per": "month"}},
]  # fmt: skip
WAYS = [FOLLOW, HERE, *WORN, *MORE]
REWARD = {"id": "sample", "kind": "custom", "title": "A sample", "cost": 40}
PROGRAMME: dict[str, Any] = DOCUMENT | {
    "schema": 2,
    "earning": [DOCUMENT["earning"][0], *WAYS],
    "rewards": [REWARD],
}


def published(cast: Cast, document: dict[str, Any] = PROGRAMME) -> Cast:
    """The cast, whose programme has these ways for nine days."""
    VersionFactory(
        programme=cast.shop.programme, number=2, document=document, published_at=NOW - timedelta(days=9)
    )
    return cast
