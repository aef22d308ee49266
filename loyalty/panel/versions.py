"""Every version that was published: read, compared, and brought back."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.engine.document import parse
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.document_words import all_changes, by_place
from loyalty.panel.earning import number
from loyalty.panel.show import back, show
from loyalty.programmes import publish
from loyalty.programmes.models import Version

SHOWN = 500


@guarded()
def versions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The newest first; with two of them named, what differs between them."""
    rows = list(Version.objects.filter(programme=visitor.shop.programme_id).order_by("-number")[:SHOWN])
    context: dict[str, object] = {"versions": rows}
    if "from" in request.GET or "to" in request.GET:
        first, second = (_row(visitor, request.GET.get(side, "")) for side in ("from", "to"))
        before, after = parse(first.document), parse(second.document)
        context |= {
            "first": first,
            "second": second,
            "changes": all_changes(before, after, currency=visitor.shop.currency),
            "places": by_place(before, after),
        }
    return show(request, visitor, "earning_all_versions.html", context)


@guarded(read=Role.OWNER, write=Role.OWNER)
def version_back(request: HttpRequest, visitor: Visitor, version: int) -> HttpResponse:
    """Asks, saying what would happen; a POST publishes the old version as a new one."""
    old = _row(visitor, str(version))
    if request.method != "POST":
        return _ask(request, visitor, old)
    given = request.POST.get("base", "")
    base = int(given) if given.isdecimal() and len(given) < 9 else -1
    now, programme = timezone.now(), visitor.shop.programme_id
    try:
        with transaction.atomic():
            made = publish.roll_back(
                programme_id=programme, to=old.number, base=base, by=visitor.actor, now=now
            )
            record(visitor=visitor, deed="went_back", now=now, version=made.number, to=old.number)
    except publish.SomebodyPublished:
        return _ask(request, visitor, old, lost_race=True)
    return back("versions", said="went_back")


def _ask(request: HttpRequest, visitor: Visitor, old: Version, *, lost_race: bool = False) -> HttpResponse:
    newest = publish.newest(programme_id=visitor.shop.programme_id)
    live = parse(newest.document) if newest else None
    context: dict[str, object] = {
        "version": old,
        "newest": newest,
        "next": number(newest) + 1,
        "changes": all_changes(live, parse(old.document), currency=visitor.shop.currency),
        "lost_race": lost_race,
    }
    return show(request, visitor, "earning_back.html", context, status=409 if lost_race else 200)


def _row(visitor: Visitor, given: str) -> Version:
    wanted = int(given) if given.isdecimal() and len(given) < 9 else 0
    row = Version.objects.filter(programme=visitor.shop.programme_id, number=wanted).first()
    if row is None:
        raise Http404
    return row
