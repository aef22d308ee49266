"""The form of one part: new or known; rows are added and moved in it before anything is saved."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from loyalty.engine.document import BadDocument
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.parts.about import About
from loyalty.panel.parts.draft import Overtaken, Whole, Work, change, frame_of, work_of
from loyalty.panel.parts.form import PartForm
from loyalty.panel.parts.listed import LISTED, Listed, example_of, title_of
from loyalty.panel.parts.names import ever_taken, new_id
from loyalty.panel.parts.tree import tree, turned
from loyalty.panel.show import back, show


@guarded(read=Role.STAFF, write=Role.STAFF)
def part_new(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    return _one(request, visitor, LISTED[kind], "")


@guarded(read=Role.STAFF, write=Role.STAFF)
def part_one(request: HttpRequest, visitor: Visitor, kind: str, part_id: str) -> HttpResponse:
    return _one(request, visitor, LISTED[kind], part_id)


def _one(request: HttpRequest, visitor: Visitor, listed: Listed, part_id: str) -> HttpResponse:
    work = work_of(visitor)
    known = _known(work, listed, part_id)
    if part_id and known is None and request.method != "POST":
        raise Http404
    if request.method != "POST":
        form = listed.form(about=work.about, initial=listed.form.filled(known or {}, work.about))
        return _page(request, visitor, listed, part_id, form, work)
    given, deed = tree(request.POST.dict()), request.POST.get("deed", "")
    if deed:
        form = listed.form(about=work.about, initial=turned(given, deed))
        return _page(request, visitor, listed, part_id, form, work, seen=request.POST.get("seen", ""))
    form = listed.form(given, about=work.about)
    if not form.is_valid():
        return _page(request, visitor, listed, part_id, form, work, status=422)
    return _saved(request, visitor, listed, part_id, form)


def _saved(
    request: HttpRequest, visitor: Visitor, listed: Listed, part_id: str, form: PartForm
) -> HttpResponse:
    place = [0]
    taken = ever_taken(form.about.document, listed.key, programme_id=visitor.shop.programme_id)

    def with_it(work: Work) -> Whole:
        made, place[0] = with_part(work, listed, part_id, form, taken)
        return made

    try:
        change(request, visitor, with_it, part=f"{listed.key}:{part_id or 'new'}")
    except Overtaken as late:
        return _page(request, visitor, listed, part_id, form, late.work, status=409, overtaken=True)
    except BadDocument as bad:
        form.refuse_all(bad, at=f"{listed.key}.{place[0]}")
        return _page(request, visitor, listed, part_id, form, work_of(visitor), status=422)
    return back(listed.page, said="draft_saved")


def with_part(work: Work, listed: Listed, part_id: str, form: PartForm, taken: set[str]) -> tuple[Whole, int]:
    """The document with the part in its place, or at the end, and that place."""
    rows, part = list(work.whole[listed.key]), form.part()
    place = next((n for n, row in enumerate(rows) if row["id"] == part_id), len(rows))
    title = str(part.get("title") or part.get("many") or "")
    part["id"] = part_id or new_id(title, taken=taken, fallback=listed.fallback)
    rows[place : place + 1] = [part]
    return work.whole | {listed.key: rows}, place


def _known(work: Work, listed: Listed, part_id: str) -> Whole | None:
    return next((row for row in work.whole[listed.key] if row["id"] == part_id), None)


def _page(
    request: HttpRequest,
    visitor: Visitor,
    listed: Listed,
    part_id: str,
    form: PartForm,
    work: Work,
    *,
    status: int = 200,
    overtaken: bool = False,
    seen: str | None = None,
) -> HttpResponse:
    """A page that was turned over without saving keeps the stamp it began with."""
    title = next((title_of(one) for one in getattr(work.about.document, listed.key) if one.id == part_id), "")
    context = frame_of(visitor, work) | {
        "kind": listed,
        "form": form,
        "title": title or listed.add,
        "back_title": listed.title if listed.page == listed.name else _("Points and more"),
        "part_id": part_id,
        "overtaken": overtaken,
        "example": _example(listed, form, work.about),
        "example_url": f"panel:{listed.name}_example",
    }
    if seen is not None:
        context["stamp"] = seen
    elif status == 422:
        context["stamp"] = request.POST.get("seen", "")
    return show(request, visitor, "earning_part.html", context, status=status)


@guarded()
def part_example(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """What the form means as it stands while somebody types."""
    listed, about = LISTED[kind], work_of(visitor).about
    form = listed.form(tree(request.GET.dict()), about=about)
    return show(request, visitor, "earning_part_example.html", {"example": _example(listed, form, about)})


def _example(listed: Listed, form: PartForm, about: About) -> list[str]:
    """Empty while the form makes no sense."""
    if not listed.has_example:
        return []
    if not form.is_bound:
        form = listed.form(dict(form.initial or {}), about=about)
    if not form.is_valid():
        return []
    try:
        return example_of(listed, form.part(), about)
    except ValidationError:
        return []
