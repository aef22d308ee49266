"""Draft, check, publish: a published version never changes, and serves the orders of its time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.engine.document import Document, dump, parse
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.undo import forget, remember
from loyalty.shops.models import Programme

STARTER: dict[str, Any] = {
    "schema": 2,
    "name": "Rewards",
    "points": {"one": "point", "many": "points", "rounding": "down"},
    "earning": [
        {"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 14},
        {"id": "welcome", "on": "joined", "award": {"points": 100}},
    ],
}


class SomebodyPublished(Exception):
    """The draft was made from a version that is no longer the newest; `newest` is the one to look at."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"version {newest} was published in the meantime")
        self.newest = newest


class NotTheFirst(Exception):
    """Only the first version may be live since before it was published: no order had other rules then."""


def newest(*, programme_id: int) -> Version | None:
    """The version published last."""
    return Version.objects.filter(programme_id=programme_id).order_by("-number").first()


def draft(*, programme_id: int) -> tuple[dict[str, Any], int]:
    """What is being worked on and the version it was made from: the saved draft, else the newest version,
    else the starter programme (version 0)."""
    saved = Draft.objects.filter(programme_id=programme_id).first()
    if saved is not None:
        return saved.document, saved.base
    last = newest(programme_id=programme_id)
    return (last.document, last.number) if last else (STARTER, 0)


def save_draft(*, programme_id: int, document: Mapping[str, Any], base: int, by: str, now: datetime) -> Draft:
    """Keeps a valid document as the draft. Raises BadDocument, and then keeps the old one."""
    checked = dump(parse(document))
    remember(programme_id=programme_id, by=by, now=now)
    row, _ = Draft.objects.update_or_create(
        programme_id=programme_id,
        defaults={"document": checked, "base": base, "saved_at": now, "saved_by": by},
    )
    return row


def publish(
    *, programme_id: int, base: int, by: str, now: datetime, live_since: datetime | None = None
) -> Version:
    """Makes the draft the next version, live from `now`; the draft is done with.

    The first version may be live since an earlier moment: until then the shop had no rules, and nothing was earned.
    Raises SomebodyPublished when `base` is no longer the newest version, Draft.DoesNotExist without a draft, and
    NotTheFirst.
    """
    with transaction.atomic():
        _take_turn(programme_id, base)
        if live_since is not None and base:
            raise NotTheFirst
        saved = Draft.objects.get(programme_id=programme_id)
        made = _make(programme_id, base, parse(saved.document), by=by, now=min(live_since or now, now))
        saved.delete()
        forget(programme_id=programme_id)
        return made


def roll_back(*, programme_id: int, to: int, base: int, by: str, now: datetime) -> Version:
    """Publishes what version `to` says as the next version, live from `now`. A draft stays as it is.

    Raises SomebodyPublished when `base` is no longer the newest version, Version.DoesNotExist for an unknown `to`.
    """
    with transaction.atomic():
        _take_turn(programme_id, base)
        old = Version.objects.get(programme_id=programme_id, number=to)
        return _make(programme_id, base, parse(old.document), by=by, now=now, back_to=to)


def _take_turn(programme_id: int, base: int) -> None:
    """One publishes at a time, and only on top of the version that was looked at."""
    Programme.objects.select_for_update().get(pk=programme_id)
    last = newest(programme_id=programme_id)
    number = last.number if last else 0
    if number != base:
        raise SomebodyPublished(number)


def _make(
    programme_id: int, base: int, document: Document, *, by: str, now: datetime, back_to: int | None = None
) -> Version:
    return Version.objects.create(
        programme_id=programme_id,
        number=base + 1,
        document=dump(document),
        published_at=now,
        published_by=by,
        back_to=back_to,
    )


def drop_draft(*, programme_id: int, by: str, now: datetime) -> None:
    """Throws the draft away; undo brings it back."""
    remember(programme_id=programme_id, by=by, now=now)
    Draft.objects.filter(programme_id=programme_id).delete()
