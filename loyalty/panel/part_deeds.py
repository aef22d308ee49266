"""What the lists' buttons do to one part of the draft: copy, move, delete."""

from collections.abc import Callable, Collection

from django.http import HttpRequest, HttpResponse

from loyalty.engine.document import BadDocument
from loyalty.panel.access import Visitor
from loyalty.panel.draft_parts import (
    ChangedMeanwhile,
    Written,
    find,
    ids_ever,
    moved,
    named_by,
    save,
    with_copy,
    without,
    working,
)
from loyalty.panel.part_page import Sort
from loyalty.panel.show import back

DEEDS: dict[str, Callable[[Written, str, str, Collection[str]], Written]] = {
    "copy": with_copy,
    "delete": lambda document, key, part_id, _: without(document, key, part_id),
    "up": lambda document, key, part_id, _: moved(document, key, part_id, -1),
    "down": lambda document, key, part_id, _: moved(document, key, part_id, 1),
}
SAID = {"copy": "part_copied", "delete": "part_deleted", "up": "part_moved", "down": "part_moved"}


def do(request: HttpRequest, visitor: Visitor, sort: Sort, part_id: str) -> HttpResponse:
    """Always back to the list, which says what was done or why not."""
    deed = request.POST.get("deed", "")
    if request.method != "POST" or deed not in DEEDS:
        return back(sort.listed)
    now = working(visitor)
    if find(now.written, sort.key, part_id) is None:
        return back(sort.listed, said="draft_changed")
    if deed == "delete" and sort.key == "earning" and named_by(now.document, part_id):
        return back(sort.listed, said="part_named")
    try:
        save(
            visitor,
            seen=request.POST.get("seen", ""),
            change=lambda document: DEEDS[deed](document, sort.key, part_id, ids_ever(visitor, sort.key)),
        )
    except ChangedMeanwhile:
        return back(sort.listed, said="draft_changed")
    except BadDocument:
        return back(sort.listed, said="part_named")
    return back(sort.listed, said=SAID[deed])
