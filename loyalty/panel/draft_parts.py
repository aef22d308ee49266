"""One part of the draft at a time: an earning rule, a campaign, a cap. The rest stays as it is."""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from loyalty.engine.document import Document, dump, parse
from loyalty.panel.access import Visitor
from loyalty.panel.audit import record
from loyalty.panel.earning import held_draft, stamp
from loyalty.programmes import publish
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.undo import last_change

Written = dict[str, Any]
Part = dict[str, Any]


class ChangedMeanwhile(Exception):
    """The draft is not any more what the page was made from."""


@dataclass(frozen=True, slots=True)
class Working:
    """The draft, else what is live. `seen` names its state: a page that was made from another one must not save."""

    document: Document
    written: Written
    base: int
    draft: Draft | None
    seen: str


def working(visitor: Visitor) -> Working:
    """What is being worked on."""
    programme = visitor.shop.programme_id
    draft = Draft.objects.filter(programme=programme).first()
    stored, base = publish.draft(programme_id=programme)
    document = parse(stored)
    return Working(document, dump(document), base, draft, f"{base}@{stamp(draft)}")


def about_the_draft(visitor: Visitor, now: Working) -> dict[str, Any]:
    """What every page that changes the draft shows of it."""
    return {
        "document": now.document,
        "draft": now.draft,
        "seen": now.seen,
        "last_change": last_change(programme_id=visitor.shop.programme_id),
    }


def save(visitor: Visitor, *, seen: str, change: Callable[[Written], Written]) -> None:
    """Saves the draft with a change. Raises ChangedMeanwhile, and BadDocument; then nothing was saved."""
    moment = timezone.now()
    with transaction.atomic():
        held_draft(visitor)
        now = working(visitor)
        if now.seen != seen:
            raise ChangedMeanwhile
        publish.save_draft(
            programme_id=visitor.shop.programme_id,
            document=change(deepcopy(now.written)),
            base=now.base,
            by=visitor.actor,
            now=moment,
        )
        record(visitor=visitor, deed="draft", now=moment, base=now.base)


def find(document: Mapping[str, Any], key: str, part_id: str) -> Part | None:
    """The part of that id in the document's list `key`."""
    found: Iterable[Part] = document.get(key, ())
    return next((one for one in found if one["id"] == part_id), None)


def place_of(document: Mapping[str, Any], key: str, part_id: str) -> int:
    """Where it stands, or would be put."""
    ids = [one["id"] for one in document.get(key, ())]
    return ids.index(part_id) if part_id in ids else len(ids)


def with_part(document: Written, key: str, part: Part) -> Written:
    """In the place of the one with its id, else at the end."""
    parts, place = list(document.get(key, ())), place_of(document, key, part["id"])
    return document | {key: [*parts[:place], part, *parts[place + 1 :]]}


def without(document: Written, key: str, part_id: str) -> Written:
    return document | {key: [one for one in document.get(key, ()) if one["id"] != part_id]}


def with_copy(document: Written, key: str, part_id: str, taken: Collection[str] = ()) -> Written:
    """A copy right behind it, under a name of its own that is none of `taken`."""
    parts = list(document.get(key, ()))
    place = place_of(document, key, part_id)
    copy = deepcopy(parts[place]) | {"id": fresh_id(document, key, part_id, taken)}
    return document | {key: [*parts[: place + 1], copy, *parts[place + 1 :]]}


def moved(document: Written, key: str, part_id: str, by: int) -> Written:
    """One place up (-1) or down (1); at the end of the list it stays."""
    parts = list(document.get(key, ()))
    place = place_of(document, key, part_id)
    other = place + by
    if 0 <= other < len(parts):
        parts[place], parts[other] = parts[other], parts[place]
    return document | {key: parts}


def ids_ever(visitor: Visitor, key: str) -> set[str]:
    """Every id a published part had. What the books and the limits remember of it must not pass to a new one."""
    rows = Version.objects.filter(programme=visitor.shop.programme_id).values_list("document", flat=True)
    return {one["id"] for document in rows for one in document.get(key, ())}


def fresh_id(document: Mapping[str, Any], key: str, title: str, taken: Collection[str] = ()) -> str:
    """A free id made of the title, none of `taken`; where letters give none, made of what the part is."""
    plain = slugify(title)[:34].strip("-") or {"earning": "way", "campaigns": "campaign", "caps": "cap"}[key]
    used = {one["id"] for one in document.get(key, ())} | set(taken)
    names = (plain, *(f"{plain}-{n}" for n in range(2, len(used) + 3)))
    return next(name for name in names if name not in used)


def named_by(document: Document, rule_id: str) -> list[str]:
    """The campaigns and caps that speak of an earning rule."""
    campaigns = [one.title or one.id for one in document.campaigns if rule_id in one.rules]
    return campaigns + [one.id for one in document.caps if rule_id in one.rules]
