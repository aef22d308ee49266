"""What a draft, or going back, would do to the shop's own members, before it happens."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.engine.document import Document, parse
from loyalty.insight.what_if import WhatIf
from loyalty.insight.what_if import what_if as work_out
from loyalty.members.models import Member
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.show import show
from loyalty.programmes import publish
from loyalty.programmes.models import Draft, Version


@dataclass(frozen=True, slots=True)
class Row:
    """One member before and after: points, or tiers by name."""

    member: int
    name: str
    before: int | str
    after: int | str


@guarded()
def what_if(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A part of a page: for the version named, else for the draft."""
    programme = visitor.shop.programme_id
    newest = publish.newest(programme_id=programme)
    live = parse(newest.document) if newest else None
    wanted = _wanted(visitor, request.GET.get("version", ""))
    told = work_out(shop=visitor.shop, live=live, draft=wanted, now=timezone.now())
    context = {
        "told": told,
        "live": live,
        "wanted": wanted,
        "steps": [
            (_level(live, step.before), _level(wanted, step.after), step.members) for step in told.tiers
        ],
        "held_differs": live is not None and told.held_before != told.held_after,
    } | _people(told, live, wanted)
    return show(request, visitor, "earning_what_if.html", context)


def _wanted(visitor: Visitor, version: str) -> Document:
    programme = visitor.shop.programme_id
    if version:
        wanted = int(version) if version.isdecimal() and len(version) < 9 else 0
        row = Version.objects.filter(programme=programme, number=wanted).first()
        found = row.document if row else None
    else:
        draft = Draft.objects.filter(programme=programme).first()
        found = draft.document if draft else None
    if found is None:
        raise Http404
    return parse(found)


def _people(told: WhatIf, live: Document | None, wanted: Document) -> dict[str, list[Row]]:
    numbers = {one[0] for one in (*told.gains, *told.losses, *told.movers)}
    rows = Member.objects.filter(pk__in=numbers).prefetch_related("identities")
    names = {row.pk: named(row) for row in rows}
    movers = [
        Row(one, names.get(one, ""), _level(live, before), _level(wanted, after))
        for one, before, after in told.movers
    ]
    return {
        "gains": [Row(one, names.get(one, ""), before, after) for one, before, after in told.gains],
        "losses": [Row(one, names.get(one, ""), before, after) for one, before, after in told.losses],
        "movers": movers,
    }


def _level(document: Document | None, level: str) -> str:
    """What the merchant calls it."""
    levels = document.tiers.levels if document and document.tiers else ()
    return next((one.title or one.id for one in levels if one.id == level), level)
