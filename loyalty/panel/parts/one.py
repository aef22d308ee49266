"""The form of one part: new or known; rows are added and moved in it before anything is saved."""

from collections.abc import Sequence
from copy import deepcopy

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from loyalty.engine.document import BadDocument
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.condition_choices import choices
from loyalty.panel.condition_form import change as turn_row
from loyalty.panel.condition_form import pressed, read
from loyalty.panel.condition_page import ShownConditions, page_of
from loyalty.panel.condition_rows import Conditions, shown
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
        form.asked = shown("when", (known or {}).get("when")) if form.asks else None
        return _page(request, visitor, listed, part_id, form, work)
    given, deed, row = tree(request.POST.dict()), request.POST.get("deed", ""), pressed(request.POST)
    if deed or row:
        form = listed.form(about=work.about, initial=turned(given, deed) if deed else given)
        form.asked = _asked(form, request.POST, row)
        return _page(request, visitor, listed, part_id, form, work, seen=request.POST.get("seen", ""))
    form = listed.form(given, about=work.about)
    form.asked = _asked(form, request.POST)
    if not form.is_valid():
        return _page(request, visitor, listed, part_id, form, work, status=422)
    return _saved(request, visitor, listed, part_id, form)


def _asked(form: PartForm, data: QueryDict, row: Sequence[str] = ()) -> Conditions | None:
    """The conditions that were sent, with what the pressed button of a row does."""
    asked = read(data, "when") if form.asks else None
    if asked and row:
        turn_row(asked, list(row), data)
    return asked


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
    rows = list(work.whole[listed.key])
    place = next((n for n, row in enumerate(rows) if row["id"] == part_id), len(rows))
    part = form.part_over(rows[place] if place < len(rows) else {})
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
        **_example(listed, form, work.about),
        "conditions": _conditions(form, visitor, pressed(request.POST)),
        "example_url": f"panel:{listed.name}_example",
    }
    if seen is not None:
        context["stamp"] = seen
    elif status == 422:
        context["stamp"] = request.POST.get("seen", "")
    return show(request, visitor, "earning_part.html", context, status=status)


def _conditions(form: PartForm, visitor: Visitor, row: Sequence[str]) -> ShownConditions | None:
    if form.asked is None:
        return None
    return page_of(
        form.asked,
        choices(form.about.document, visitor.shop),
        title=gettext("Who can have it"),
        text=gettext("None: everybody."),
        dropped=row[1:2] == ["drop"],
        sections=("member",),
    )


@guarded()
def part_example(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """What the form means as it stands while somebody types."""
    listed, about = LISTED[kind], work_of(visitor).about
    form = listed.form(tree(request.GET.dict()), about=about)
    form.asked = _asked(form, request.GET)
    return show(request, visitor, listed.example, _example(listed, form, about) | {"kind": listed})


def _example(listed: Listed, form: PartForm, about: About) -> dict[str, object]:
    """Empty while the form makes no sense."""
    if not listed.has_example:
        return {}
    if not form.is_bound:
        asked, form = deepcopy(form.asked), listed.form(form.typed, about=about)  # not judged yet
        form.asked = asked
    try:
        return {"example": example_of(listed, form, about)}
    except ValidationError:
        return {}
