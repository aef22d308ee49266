"""Undoing the last change of the draft."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.rules_nav import ENTRIES
from loyalty.panel.show import back
from loyalty.programmes.undo import undo


@guarded(write=Role.STAFF)
def undo_draft(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Undoes the change that the page named, and no other; then back to that page's part of the programme."""
    asked = request.POST.get("to", "")
    to = asked if asked in {name for name, _title in ENTRIES} else "earning"
    if request.method != "POST":
        return back("earning")
    given = request.POST.get("state", "")
    state = int(given) if given.isdecimal() and len(given) < 19 else 0
    with transaction.atomic():
        if not undo(programme_id=visitor.shop.programme_id, state=state):
            return back(to, said="not_undone")
        record(visitor=visitor, deed="draft_undone", now=timezone.now())
    return back(to, said="undone")
