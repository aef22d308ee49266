"""Ways to earn: every earning rule of the draft, one by one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.draft_parts import about_the_draft, named_by, working
from loyalty.panel.part_deeds import do
from loyalty.panel.part_page import LINES_HELP, Sort, edit
from loyalty.panel.show import show
from loyalty.panel.ways_activity import known_activities
from loyalty.panel.ways_form import KINDS, WayForm
from loyalty.panel.ways_words import way_card

WAYS = Sort(
    key="earning",
    form=WayForm,
    template="earning_way.html",
    listed="ways",
    conditions={
        "when": (_("When it counts"), _("Conditions on the order and the member. None: always.")),
        "lines": (_("For which goods"), LINES_HELP),
    },
    offers={"activities": known_activities},
)
EDITED = frozenset(kind for kind, _title in KINDS)


@guarded()
def ways(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them, in the order in which they are asked."""
    now = working(visitor)
    cards = [
        {
            "card": way_card(now.document, rule, currency=visitor.shop.currency),
            "edited": getattr(rule, "on", "") in EDITED,
            "named_by": named_by(now.document, rule.id),
        }
        for rule in now.document.earning
    ]
    context = about_the_draft(visitor, now) | {"cards": cards}
    return show(request, visitor, "earning_ways.html", context)


@guarded(read=Role.STAFF, write=Role.STAFF)
def ways_new(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return edit(request, visitor, WAYS)


@guarded(read=Role.STAFF, write=Role.STAFF)
def ways_one(request: HttpRequest, visitor: Visitor, part_id: str) -> HttpResponse:
    return edit(request, visitor, WAYS, part_id)


@guarded(write=Role.STAFF)
def ways_deed(request: HttpRequest, visitor: Visitor, part_id: str) -> HttpResponse:
    return do(request, visitor, WAYS, part_id)
