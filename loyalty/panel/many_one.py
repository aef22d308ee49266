"""One file of adjustments: its dry run, the button that posts it, how far it is, what came of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from loyalty.adjustments.limits import TooMuch, limits
from loyalty.adjustments.limits import excess as against_limits
from loyalty.adjustments.models import Request, Row, Upload
from loyalty.adjustments.order import Changed, InError, NotOpen, discard, order, recheck
from loyalty.adjustments.store import Figures, figures
from loyalty.adjustments.words import too_much
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.many_rows import good_rows, rows_told
from loyalty.panel.members import number_in
from loyalty.panel.show import back, show

SHOWN, SOME = 50, 10


@guarded(read=Role.STAFF)
def many_one(request: HttpRequest, visitor: Visitor, upload_id: int) -> HttpResponse:
    return _page(request, visitor, _found(visitor, upload_id))


@guarded(read=Role.STAFF)
def many_progress(request: HttpRequest, visitor: Visitor, upload_id: int) -> HttpResponse:
    """Asked for every two seconds while the file is posted; the last answer no longer asks."""
    return render(request, "panel/members_many_progress.html", _context(visitor, _found(visitor, upload_id)))


@guarded(write=Role.STAFF)
def many_deed(request: HttpRequest, visitor: Visitor, upload_id: int) -> HttpResponse:
    """Posts, checks again or discards, as the pressed button says."""
    upload = _found(visitor, upload_id)
    if request.method != "POST":
        return back("many_one", upload.pk)
    try:
        said = _done(request, visitor, upload)
    except NotOpen:
        said = "file_not_open"
    except Changed:
        return _page(request, visitor, upload, changed=True)
    except InError:
        return _page(request, visitor, upload, unticked=True)
    except TooMuch:
        return _page(request, visitor, upload)  # the page says by which limit
    return back("many_one", upload.pk, said=said)


def _done(request: HttpRequest, visitor: Visitor, upload: Upload) -> str:
    """What to say afterwards."""
    shop, now, deed = visitor.shop, timezone.now(), request.POST.get("deed")
    if deed == "discard":
        discard(shop=shop, upload_id=upload.pk, actor=visitor.actor, now=now)
        return "file_discarded"
    if deed == "check":
        recheck(shop=shop, upload_id=upload.pk, now=now)
        return "file_checked"
    if deed != "post":
        raise Http404
    ready, given, taken = (number_in(request.POST.get(name, "")) or 0 for name in ("ready", "given", "taken"))
    skips = "skips" in request.POST
    shown = (ready, given, taken)
    outcome = order(shop=shop, upload_id=upload.pk, by=visitor.person, shown=shown, skips=skips, now=now)
    return f"file_{outcome}"


def _found(visitor: Visitor, upload_id: int) -> Upload:
    """Another shop's is a 404 like nobody's."""
    found = Upload.objects.filter(shop=visitor.shop, pk=upload_id).first() if upload_id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, visitor: Visitor, upload: Upload, *, changed: bool = False, unticked: bool = False
) -> HttpResponse:
    """`changed`: the figures were not those that were shown. `unticked`: rows in error, and nobody said skip."""
    context = _context(visitor, upload) | {"changed": changed, "unticked": unticked}
    status = 409 if changed else 422 if unticked else 200
    return show(request, visitor, "members_many_one.html", context, status=status)


def _context(visitor: Visitor, upload: Upload) -> dict[str, Any]:
    upload.refresh_from_db()
    found = figures(upload=upload)
    missed = Row.objects.filter(upload=upload, state=Row.State.MISSED)
    wrong = Row.objects.filter(upload=upload, state=Row.State.WRONG)
    return {
        "upload": upload,
        "figures": found,
        "open": upload.ordered_at is None and upload.discarded_at is None,
        "request_open": Request.objects.filter(upload=upload, answer=None).first(),
        "good": good_rows(upload, SOME),
        "wrong": rows_told(wrong.order_by("number")[:SHOWN]),
        "missed": rows_told(missed.order_by("number")[:SHOWN]),
        "shown": SHOWN,
    } | _verdict(visitor, found)


def _verdict(visitor: Visitor, found: Figures) -> dict[str, Any]:
    """Why this person cannot post the file alone, in words, and whether somebody else could agree."""
    excess = against_limits(shop=visitor.shop, by=visitor.person, points=found.total, now=timezone.now())
    return {
        "excess": too_much(excess.limit, excess.allowed) if excess else "",
        "second_person": limits(shop=visitor.shop).second_person,
    }
