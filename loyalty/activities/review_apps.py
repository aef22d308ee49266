"""The programs that tell of reviews: where in their messages the review, its writer and their address stand."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

FILE = Path(__file__).with_name("review_apps.json")
LONGEST = 100


class BadReview(ValueError):
    """The message tells of no review; it says what is missing."""


@dataclass(frozen=True, slots=True)
class ReviewApp:
    """Paths with dots between their steps; the first that is there counts. `signed`: only with our signature."""

    id: str
    title: str
    signed: bool
    key: tuple[str, ...]
    customer: tuple[str, ...]
    email: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote which. `customer` and `email` may be empty, not both."""

    key: str
    customer: str
    email: str


@cache
def review_apps() -> dict[str, ReviewApp]:
    """By id, in the order to show."""
    found = msgspec.json.decode(FILE.read_bytes(), type=list[ReviewApp])
    return {one.id: one for one in found}


def read_review(app: ReviewApp, body: bytes) -> Review:
    """Raises BadReview."""
    try:
        told = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise BadReview("the body is no JSON") from None
    found = Review(_first(told, app.key), _first(told, app.customer), _first(told, app.email))
    if not found.key:
        raise BadReview(f"{app.key[0]}: which review it is, is missing")
    if not (found.customer or found.email):
        raise BadReview(f"{app.email[0]}: who wrote it, is missing")
    return found


def secret_of(token: str) -> str:
    """What messages to this door are signed with; it stands in no table."""
    return hmac.new(settings.HASH_KEY.encode(), f"reviews:{token}".encode(), hashlib.sha256).hexdigest()


def is_signed(token: str, body: bytes, signature: str) -> bool:
    """HMAC-SHA256 of the body, in hex."""
    right = hmac.new(secret_of(token).encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))


def _first(told: Any, paths: tuple[str, ...]) -> str:
    """A short text or a number; nothing else names anything."""
    for path in paths:
        found = told
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)[:LONGEST]
        if isinstance(found, str) and found.strip() and "\0" not in found:
            return found.strip()[:LONGEST]
    return ""
