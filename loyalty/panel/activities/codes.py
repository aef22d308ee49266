"""Codes that hang at places: made, printed, ended."""

from datetime import date

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from loyalty.activities.models import PlaceCode
from loyalty.activities.place_codes import day_of, new_secret, serials, token
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.activities.codes_form import CodesForm
from loyalty.panel.audit import record
from loyalty.panel.draft_parts import working
from loyalty.panel.show import back, show
from loyalty.panel.ways_activity import known_activities
from loyalty.shops.platform import platform

MOST = 100
Kind = PlaceCode.Kind


@guarded(write=Role.STAFF)
def codes(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them; a POST makes new ones."""
    today = timezone.localdate()
    if request.method != "POST":
        return _page(request, visitor, CodesForm(initial={"first": today, "last": today}))
    form = CodesForm(request.POST)
    if not form.is_valid():
        return _page(request, visitor, form, status=422)
    made = _made(visitor, form)
    record(visitor=visitor, deed="place_codes", now=timezone.now(), place=made.place, kind=made.kind)
    return back("activities_print", made.pk)


@guarded(write=Role.STAFF)
def end_codes(request: HttpRequest, visitor: Visitor, code_id: int) -> HttpResponse:
    """From now on they prove nothing; what they gave stays."""
    if request.method != "POST":
        return back("activities_codes")
    row = _one(visitor, code_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by = timezone.now(), visitor.actor
        row.save(update_fields=["ended_at", "ended_by"])
        record(visitor=visitor, deed="place_codes_ended", now=timezone.now(), place=row.place)
    return back("activities_codes", said="codes_ended")


@guarded(read=Role.STAFF)
def print_codes(request: HttpRequest, visitor: Visitor, code_id: int) -> HttpResponse:
    """A sheet for the printer: a code or ticket each with its address."""
    row = _one(visitor, code_id)
    home = platform(visitor.shop.platform).our_pages(shop=visitor.shop)
    sheets = []
    for serial in serials(row):
        address = f"{home}/here?c={token(row, serial)}"
        picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=2)
        sheets.append(
            {"picture": picture, "address": address, "words": _words(row, serial), "serial": serial}
        )
    context = {"row": row, "sheets": sheets, "shop": visitor.shop, "visitor": visitor}
    return render(request, "panel/activities_print.html", context)


def _words(row: PlaceCode, serial: int) -> date | int | None:
    """The day of a daily code, the number of a ticket."""
    if row.kind == Kind.DAILY:
        return day_of(serial)
    return serial if row.kind == Kind.SINGLE else None


def _one(visitor: Visitor, code_id: int) -> PlaceCode:
    found = PlaceCode.objects.filter(shop=visitor.shop, pk=code_id).first() if code_id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _made(visitor: Visitor, form: CodesForm) -> PlaceCode:
    said = form.cleaned_data
    return PlaceCode.objects.create(
        shop=visitor.shop,
        secret=new_secret(),
        made_by=visitor.actor,
        made_at=timezone.now(),
        **said | {"count": (said["count"] or 1) if said["kind"] == Kind.SINGLE else 1},
    )


def _page(request: HttpRequest, visitor: Visitor, form: CodesForm, *, status: int = 200) -> HttpResponse:
    rules = working(visitor).document.activity_rules
    context = {
        "form": form,
        "rows": PlaceCode.objects.filter(shop=visitor.shop).order_by("-id")[:MOST],
        "places": sorted({place for rule in rules for place in rule.places}),
        "activities": known_activities(visitor.shop),
        "today": timezone.localdate(),
    }
    return show(request, visitor, "activities_codes.html", context, status=status)
