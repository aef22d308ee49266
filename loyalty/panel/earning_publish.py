"""From draft to version, and back to an older one."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.engine.document import parse
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.document_words import all_changes, all_in_words
from loyalty.panel.earning import held_draft, number, rules_page, stamp
from loyalty.panel.show import back, show
from loyalty.programmes import publish
from loyalty.programmes.models import Draft, Version


@guarded(write=Role.OWNER)
def publish_rules(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Publishes the draft that the page showed, or nothing at all."""
    if request.method != "POST":
        return back("earning")
    now, programme = timezone.now(), visitor.shop.programme_id
    base = request.POST.get("base", "")
    with transaction.atomic():
        kept = held_draft(visitor)
        if kept is not None and stamp(kept) != request.POST.get("seen"):
            return back("earning", said="draft_changed")
        if kept is None and base == str(number(publish.newest(programme_id=programme))):
            return back("earning", said="no_draft")
        try:
            wanted = int(base) if base.isdecimal() and len(base) < 9 else -1
            made = publish.publish(programme_id=programme, base=wanted, by=visitor.actor, now=now)
        except publish.SomebodyPublished:
            return rules_page(request, visitor, status=409, lost_race=True)
        record(visitor=visitor, deed="publish", now=now, version=made.number)
    return back("earning", said="published")


@guarded(write=Role.STAFF)
def rebase_draft(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Keeps the draft as it is, and compares it with the newest version from now on."""
    if request.method == "POST":
        with transaction.atomic():
            kept = held_draft(visitor)
            if kept is not None and request.POST.get("newest") == str(_newest(visitor)):
                _keep(visitor, kept.document)
    return back("earning")


@guarded(write=Role.STAFF)
def drop_draft(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Throws away the draft that the page showed."""
    if request.method != "POST":
        return back("earning")
    with transaction.atomic():
        kept = held_draft(visitor)
        if kept is None:
            return back("earning")
        if stamp(kept) != request.POST.get("seen"):
            return back("earning", said="draft_changed")
        now = timezone.now()
        publish.drop_draft(programme_id=visitor.shop.programme_id, by=visitor.actor, now=now)
        record(visitor=visitor, deed="draft_dropped", now=now, base=kept.base)
    return back("earning", said="draft_dropped")


@guarded(write=Role.STAFF)
def version_page(request: HttpRequest, visitor: Visitor, version: int) -> HttpResponse:
    """An older version beside the newest; a POST makes a draft from it."""
    programme, currency = visitor.shop.programme_id, visitor.shop.currency
    row = Version.objects.filter(programme=programme, number=version).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            held_draft(visitor)
            _keep(visitor, row.document)
        return back("earning", said="draft_saved")
    newest = publish.newest(programme_id=programme)
    document, live = parse(row.document), parse(newest.document) if newest else None
    context: dict[str, object] = {
        "version": row,
        "newest": newest,
        "is_newest": row.number == number(newest),
        "draft": Draft.objects.filter(programme=programme).first(),
        "rules": all_in_words(document, currency=currency),
        "changes": all_changes(live, document, currency=currency),
    }
    return show(request, visitor, "earning_version.html", context)


def _newest(visitor: Visitor) -> int:
    return number(publish.newest(programme_id=visitor.shop.programme_id))


def _keep(visitor: Visitor, document: dict[str, object]) -> None:
    now, base = timezone.now(), _newest(visitor)
    publish.save_draft(
        programme_id=visitor.shop.programme_id, document=document, base=base, by=visitor.actor, now=now
    )
    record(visitor=visitor, deed="draft", now=now, base=base)
