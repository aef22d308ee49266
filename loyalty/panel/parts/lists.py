"""Lists of parts: look, move, delete."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from loyalty.engine.document import BadDocument
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.parts.collect_forms import PointsForm
from loyalty.panel.parts.draft import Overtaken, Whole, Work, change, frame_of, work_of
from loyalty.panel.parts.listed import LISTED, Listed, title_of
from loyalty.panel.parts.tree import tree, turn
from loyalty.panel.parts.uses import uses
from loyalty.panel.rewards.overview import how_they_do
from loyalty.panel.show import back, show

PAGES = {
    "plans": ("plans",),
    "missions": ("missions",),
    "rewards": ("rewards",),
    "collect": ("collect_currency", "collect_badge"),
}


class StillUsed(Exception):
    """`by` are the parts that need it, in words."""

    def __init__(self, title: str, by: list[str]) -> None:
        super().__init__(title)
        self.title, self.by = title, by


@guarded()
def parts(request: HttpRequest, visitor: Visitor, page: str) -> HttpResponse:
    """The lists of one page."""
    return lists_page(request, visitor, page)


@guarded(write=Role.STAFF)
def collect(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What members collect: the names of points, which a POST saves, and the lists of all else."""
    if request.method != "POST":
        return lists_page(request, visitor, "collect")
    form = PointsForm(tree(request.POST.dict()), about=work_of(visitor).about)
    if not form.is_valid():
        return lists_page(request, visitor, "collect", form=form, status=422)
    try:
        change(request, visitor, lambda work: work.whole | form.part(), part="points")
    except Overtaken as late:
        return lists_page(request, visitor, "collect", form=form, overtaken=late.work, status=409)
    except BadDocument as bad:
        for path, message in bad.errors:
            form.refuse(path, message)
        return lists_page(request, visitor, "collect", form=form, status=422)
    return back("collect", said="draft_saved")


@guarded(write=Role.STAFF)
def part_deed(request: HttpRequest, visitor: Visitor, kind: str, part_id: str) -> HttpResponse:
    """Moves one up or down, or deletes it when nothing needs it."""
    listed, what = LISTED[kind], request.POST.get("deed", "")
    if request.method != "POST" or what not in ("up", "down", "drop"):
        return back(listed.page)
    try:
        change(
            request, visitor, lambda work: _done(work, listed, part_id, what), part=f"{listed.key}:{part_id}"
        )
    except Overtaken:
        return back(listed.page, said="draft_changed")
    except StillUsed as used:
        return lists_page(request, visitor, listed.page, still_used=used, status=422)
    except BadDocument as bad:
        return lists_page(request, visitor, listed.page, faults=bad.errors, status=422)
    return back(listed.page, said="draft_saved")


def _done(work: Work, listed: Listed, part_id: str, what: str) -> Whole:
    rows = list(work.whole[listed.key])
    place = next((n for n, row in enumerate(rows) if row["id"] == part_id), None)
    if place is not None:
        if what == "drop":
            part = getattr(work.about.document, listed.key)[place]
            by = uses(work.about.document, listed.key, part_id)
            if by:
                raise StillUsed(title_of(part), by)
        turn(rows, place, what)
    return work.whole | {listed.key: rows}


def lists_page(
    request: HttpRequest,
    visitor: Visitor,
    page: str,
    *,
    form: PointsForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """`more`: `still_used`, `faults` and `overtaken` say what was refused."""
    work = work_of(visitor)
    lists = [_list(LISTED[name], work, visitor) for name in PAGES[page]]
    context: dict[str, Any] = frame_of(visitor, work) | {"lists": lists, "page": page} | more
    if page == "collect":
        filled = PointsForm.filled(work.whole, work.about)
        context["form"] = form or PointsForm(about=work.about, initial=filled)
        return show(request, visitor, "earning_collect.html", context, status=status)
    return show(request, visitor, "earning_parts.html", context, status=status)


def _list(listed: Listed, work: Work, visitor: Visitor) -> dict[str, Any]:
    doing = how_they_do(visitor.shop, work.about) if listed.key == "rewards" else {}
    found = getattr(work.about.document, listed.key)
    rows = [
        {
            "id": one.id,
            "title": title_of(one),
            "text": listed.sentence(one, work.about),
            "doing": doing.get(one.id),
            "first": n == 0,
            "last": n == len(found) - 1,
        }
        for n, one in enumerate(found)
    ]
    return {"kind": listed, "rows": rows, "add": f"panel:{listed.name}_new"}
