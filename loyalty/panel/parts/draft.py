"""Changing one part of the draft: never over somebody else's newer work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from loyalty.engine.document import dump, parse
from loyalty.panel.access import Visitor
from loyalty.panel.audit import record
from loyalty.panel.earning import held_draft, stamp
from loyalty.panel.parts.about import About
from loyalty.programmes import publish
from loyalty.programmes.models import Draft
from loyalty.programmes.undo import last_change

Whole = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """What is being worked on."""

    about: About
    whole: Whole
    base: int
    draft: Draft | None

    @property
    def stamp(self) -> str:
        """Names the state a page was made from."""
        return f"{self.base} {stamp(self.draft)}".strip()


class Overtaken(Exception):
    """The draft is not the one the page was made from; `work` is how it stands."""

    def __init__(self, work: Work) -> None:
        super().__init__("the draft has changed")
        self.work = work


def work_of(visitor: Visitor) -> Work:
    programme = visitor.shop.programme_id
    kept = Draft.objects.filter(programme=programme).first()
    stored, base = publish.draft(programme_id=programme)
    document = parse(stored)
    return Work(About(document, visitor.shop.currency, visitor.shop), dump(document), base, kept)


def frame_of(visitor: Visitor, work: Work) -> dict[str, Any]:
    """What every page about a part shows around it."""
    return {
        "draft": work.draft,
        "stamp": work.stamp,
        "last_change": last_change(programme_id=visitor.shop.programme_id),
    }


def change(request: HttpRequest, visitor: Visitor, changed: Callable[[Work], Whole], *, part: str) -> None:
    """Saves what `changed` makes of the document as the draft. Raises Overtaken and BadDocument, and then keeps the
    old one."""
    now = timezone.now()
    with transaction.atomic():
        held_draft(visitor)
        work = work_of(visitor)
        if request.POST.get("seen", "") != work.stamp:
            raise Overtaken(work)
        document = changed(work)
        publish.save_draft(
            programme_id=visitor.shop.programme_id,
            document=document,
            base=work.base,
            by=visitor.actor,
            now=now,
        )
        record(visitor=visitor, deed="draft", now=now, base=work.base, part=part)
