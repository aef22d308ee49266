"""Names inside the document: made from titles once, and never changed, since the books know things by them."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.text import slugify

from loyalty.engine.document import Document
from loyalty.programmes.models import Version

LONGEST = 40


def new_id(title: str, *, taken: Collection[str], fallback: str) -> str:
    """'10th coffee free' → '10th-coffee-free'; another number for a name that is taken."""
    first = slugify(title)[: LONGEST - 4].strip("-_").replace("_", "-") or fallback
    names = (first, *(f"{first}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def named(parts: Iterable[dict[str, Any]], *, fallback: str) -> list[dict[str, Any]]:
    """Rows with an id each: those without get one from their title."""
    rows = list(parts)
    taken = {one["id"] for one in rows if one.get("id")}
    made = []
    for one in rows:
        name = one.get("id") or new_id(one.get("title", ""), taken=taken, fallback=fallback)
        taken.add(name)
        made.append(one | {"id": name})
    return made


def ever_taken(document: Document, key: str, *, programme_id: int) -> set[str]:
    """The ids under a key, now and in every version: a member may still hold what had one of them."""
    found = {one.id for one in getattr(document, key)} | {"points"}
    for stored in Version.objects.filter(programme=programme_id).values_list("document", flat=True):
        found |= {one["id"] for one in stored.get(key) or [] if "id" in one}
    return found
