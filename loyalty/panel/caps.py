"""Limits on what orders earn, one by one."""

from django.http import HttpRequest, HttpResponse

from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.caps_form import CapForm
from loyalty.panel.draft_parts import about_the_draft, working
from loyalty.panel.part_deeds import do
from loyalty.panel.part_page import Sort, edit
from loyalty.panel.show import show
from loyalty.panel.ways_words import cap_card

CAPS = Sort(key="caps", form=CapForm, template="earning_cap.html", listed="caps")


@guarded()
def caps(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them."""
    now, currency = working(visitor), visitor.shop.currency
    cards = [{"card": cap_card(now.document, one, currency=currency)} for one in now.document.caps]
    return show(request, visitor, "earning_caps.html", about_the_draft(visitor, now) | {"cards": cards})


@guarded(read=Role.STAFF, write=Role.STAFF)
def caps_new(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return edit(request, visitor, CAPS)


@guarded(read=Role.STAFF, write=Role.STAFF)
def caps_one(request: HttpRequest, visitor: Visitor, part_id: str) -> HttpResponse:
    return edit(request, visitor, CAPS, part_id)


@guarded(write=Role.STAFF)
def caps_deed(request: HttpRequest, visitor: Visitor, part_id: str) -> HttpResponse:
    return do(request, visitor, CAPS, part_id)
