"""The tiers: the whole ladder in one form, in words beside it, and how many members would stand on each level."""

from collections import Counter
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import ValidationError

from loyalty.engine.document import BadDocument
from loyalty.engine.tiers import Tiers
from loyalty.insight.own_orders import own_orders
from loyalty.insight.own_tiers import standings
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.parts.about import About
from loyalty.panel.parts.draft import Overtaken, Whole, Work, change, frame_of, work_of
from loyalty.panel.parts.ladder_words import counted, rungs
from loyalty.panel.parts.lists import StillUsed
from loyalty.panel.parts.tiers_form import TiersForm, beginning
from loyalty.panel.parts.tree import tree, turned
from loyalty.panel.parts.uses import uses
from loyalty.panel.show import back, show


@guarded(write=Role.STAFF)
def tiers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The page; a POST saves the ladder as part of the draft, or adds and moves rows of the form."""
    if request.method != "POST":
        return _page(request, visitor)
    work, deed = work_of(visitor), request.POST.get("deed", "")
    given = tree(request.POST.dict())
    if deed:
        form = TiersForm(about=work.about, initial=turned(given, deed))
        return _page(request, visitor, form=form, seen=request.POST.get("seen", ""))
    form = TiersForm(given, about=work.about)
    if not form.is_valid():
        return _refused(request, visitor, form)
    return _saved(request, visitor, form)


def _saved(request: HttpRequest, visitor: Visitor, form: TiersForm) -> HttpResponse:
    try:
        change(request, visitor, lambda work: _with(work, form.part()), part="tiers")
    except Overtaken:
        return _page(request, visitor, form=form, overtaken=True, status=409)
    except StillUsed as used:
        return _refused(request, visitor, form, still_used=used)
    except BadDocument as bad:
        form.refuse_all(bad, at="tiers")
        return _refused(request, visitor, form)
    return back("tiers", said="draft_saved")


def _refused(request: HttpRequest, visitor: Visitor, form: TiersForm, **more: object) -> HttpResponse:
    return _page(request, visitor, form=form, seen=request.POST.get("seen", ""), status=422, **more)


def _with(work: Work, part: dict[str, Any]) -> Whole:
    """The document with this ladder. Raises StillUsed for a level that is gone though something asks for it."""
    kept = {one["id"] for one in part.get("levels", ())}
    document = work.about.document
    for level in document.tiers.levels if document.tiers else ():
        by = uses(document, "levels", level.id)
        if level.id not in kept and by:
            raise StillUsed(level.title or level.id, by)
    whole = {key: value for key, value in work.whole.items() if key != "tiers"}
    return whole | ({"tiers": part} if part else {})


@guarded(write=Role.STAFF)
def tiers_drop(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Does without tiers."""
    if request.method != "POST":
        return back("tiers")
    try:
        change(request, visitor, lambda work: _with(work, {}), part="tiers")
    except Overtaken:
        return back("tiers", said="draft_changed")
    except StillUsed as used:
        return _page(request, visitor, still_used=used, status=422)
    return back("tiers", said="draft_saved")


def _page(
    request: HttpRequest,
    visitor: Visitor,
    *,
    form: TiersForm | None = None,
    seen: str | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """`more`: `still_used` and `overtaken` say what was refused."""
    work = work_of(visitor)
    ladder = work.about.document.tiers
    if form is None and (ladder or request.GET.get("begin")):
        part = work.whole.get("tiers") or beginning()
        form = TiersForm(about=work.about, initial=TiersForm.filled(part, work.about))
    context: dict[str, Any] = frame_of(visitor, work) | {"form": form, "ladder": ladder} | more
    context |= _in_words(ladder, work.about)
    if seen is not None:
        context["stamp"] = seen
    return show(request, visitor, "earning_tiers.html", context, status=status)


def _in_words(ladder: Tiers | None, about: About) -> dict[str, Any]:
    return {"rungs": rungs(ladder, about), "counted": counted(ladder)} if ladder else {}


@guarded()
def tiers_ladder(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The ladder in words as the form stands while somebody types; the saved one while it makes no sense."""
    about = work_of(visitor).about
    form = TiersForm(tree(request.GET.dict()), about=about)
    ladder = about.document.tiers
    if form.is_valid():
        with suppress(ValidationError):
            ladder = Tiers.model_validate(form.part())
    return show(request, visitor, "earning_tiers_ladder.html", _in_words(ladder, about))


@guarded()
def tiers_members(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How many members are on each level by the saved ladder, from the shop's latest orders."""
    ladder = work_of(visitor).about.document.tiers
    context: dict[str, Any] = {"counts": []}
    if ladder is not None:
        told = standings(own_orders(shop=visitor.shop), (None, ladder), timezone.now())
        found = Counter(level for _none, level in told.values())
        members = Member.objects.filter(programme=visitor.shop.programme_id, kept=None).count()
        found[ladder.levels[0].id] += max(0, members - found.total())
        most = max(1, found.total())
        context["counts"] = [
            (one.title or one.id, found[one.id], 100 * found[one.id] // most) for one in ladder.levels
        ]
    return show(request, visitor, "earning_tiers_members.html", context)
