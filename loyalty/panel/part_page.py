"""The page of one earning rule, campaign or cap: look, change rows, see an example, save into the draft."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.engine.document import BadDocument, parse
from loyalty.panel.access import Visitor
from loyalty.panel.condition_choices import choices
from loyalty.panel.condition_form import blame, change, is_complete, pressed, put, read
from loyalty.panel.condition_page import page_of
from loyalty.panel.condition_rows import Conditions, Row, Trail, shown
from loyalty.panel.draft_parts import (
    ChangedMeanwhile,
    Part,
    Working,
    about_the_draft,
    find,
    fresh_id,
    ids_ever,
    place_of,
    save,
    with_part,
    without,
    working,
)
from loyalty.panel.part_form import PartForm
from loyalty.panel.show import back, show
from loyalty.panel.worked import worked
from loyalty.panel.worked_shapes import Wanted, Worked
from loyalty.shops.models import Shop

LINES_HELP = _("Only goods like these count. None: all goods of the order.")


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of part: its key in the document, its form, its conditions by name with title and help."""

    key: str
    form: type[PartForm]
    template: str
    listed: str  # name of the list's address
    conditions: dict[str, tuple[str | Promise, str | Promise]] = field(default_factory=dict)
    offers: dict[str, Callable[[Shop], list[str]]] = field(default_factory=dict)  # what boxes suggest


@dataclass(slots=True)
class Editing:
    """One request about one part; `part_id` is empty for a new one."""

    sort: Sort
    visitor: Visitor
    now: Working
    part_id: str
    before: Part
    form: PartForm
    conditions: dict[str, Conditions]
    dropped: str = ""
    overtaken: bool = False


def edit(request: HttpRequest, visitor: Visitor, sort: Sort, part_id: str = "") -> HttpResponse:
    """A POST saves, unless a row's button was pressed or only the example is asked for."""
    now = working(visitor)
    before = find(now.written, sort.key, part_id) if part_id else {}
    if before is None and request.method != "POST":
        raise Http404
    if request.method != "POST":
        return _page(request, _looking(visitor, sort, now, part_id, before or {}, request.GET))
    deed = pressed(request.POST)
    editing = _posted(request.POST, visitor, sort, now, part_id, before or {}, unsaved=bool(deed))
    if deed == ["look"]:
        return _example(request, editing, request.POST)
    if deed:
        if deed[0] in editing.conditions:
            change(editing.conditions[deed[0]], deed, request.POST)
            editing.dropped = deed[0] if deed[1:2] == ["drop"] else ""
        return _page(request, editing)
    return _save(request, editing)


def _looking(
    visitor: Visitor, sort: Sort, now: Working, part_id: str, before: Part, asked: QueryDict
) -> Editing:
    initial = sort.form.filled(before) | {"seen": now.seen}
    if not part_id and "on" in asked:
        initial["on"] = asked["on"]
    form = sort.form(initial=initial, document=now.document, currency=visitor.shop.currency)
    conditions = {name: shown(name, before.get(name)) for name in sort.conditions}
    return Editing(sort, visitor, now, part_id, before, form, conditions)


def _posted(
    data: QueryDict, visitor: Visitor, sort: Sort, now: Working, part_id: str, before: Part, *, unsaved: bool
) -> Editing:
    """`unsaved`: a row is being changed; what was typed is shown again and not yet judged."""
    given: dict[str, Any] = {"document": now.document, "currency": visitor.shop.currency}
    if unsaved:
        names = sort.form.base_fields
        form = sort.form(initial={name: _typed(data, name, sort) for name in names}, **given)
    else:
        form = sort.form(data, **given)
    conditions = {name: read(data, name) for name in sort.conditions}
    return Editing(sort, visitor, now, part_id, before, form, conditions)


def _typed(data: QueryDict, name: str, sort: Sort) -> Any:
    widget = sort.form.base_fields[name].widget
    return data.getlist(name) if getattr(widget, "allow_multiple_selected", False) else data.get(name)


def _save(request: HttpRequest, editing: Editing) -> HttpResponse:
    sort, form = editing.sort, editing.form
    unfinished = [one for one in editing.conditions.values() if not is_complete(one)]
    if not form.is_valid() or unfinished:
        return _page(request, editing, status=422)
    part, trails = _part(editing, taken=ids_ever(editing.visitor, sort.key))

    def put_in(document: dict[str, Any]) -> dict[str, Any]:
        return with_part(document, sort.key, part)

    try:
        save(editing.visitor, seen=form.cleaned_data["seen"], change=put_in)
    except ChangedMeanwhile:
        return _overtaken(request, editing)
    except BadDocument as bad:
        _blame(editing, bad, part["id"], trails)
        return _page(request, editing, status=422)
    return back(sort.listed, said="draft_saved")


def _overtaken(request: HttpRequest, editing: Editing) -> HttpResponse:
    """Somebody changed the draft: what was typed stays, and saving once more means it."""
    again = request.POST.copy()
    again["seen"] = working(editing.visitor).seen
    editing.form = editing.sort.form(
        again, document=editing.now.document, currency=editing.visitor.shop.currency
    )
    editing.overtaken = True
    return _page(request, editing, status=409)


def _part(editing: Editing, *, taken: Collection[str] = ()) -> tuple[Part, list[tuple[Trail, Row]]]:
    """The part as a valid form says it, and where its rows stand; a new one gets an id that is none of `taken`."""
    sort, form, written = editing.sort, editing.form, editing.now.written
    part = form.part(editing.before)
    part["id"] = editing.part_id or fresh_id(written, sort.key, form.title_of(), taken)
    trails: list[tuple[Trail, Row]] = []
    for name, conditions in editing.conditions.items():
        if name != "lines" or form.takes_lines():
            trails += put(part, conditions, editing.before)
    return part, trails


def _blame(editing: Editing, bad: BadDocument, part_id: str, trails: list[tuple[Trail, Row]]) -> None:
    sort = editing.sort
    here = f"{sort.key}.{place_of(editing.now.written, sort.key, part_id)}"
    for path, message in bad.errors:
        if path != here and not path.startswith(f"{here}."):
            editing.form.add_error(None, f"{path}: {message}")
            continue
        place = path[len(here) + 1 :]
        if not any(blame(one, trails, place, message) for one in editing.conditions.values()):
            editing.form.refuse(place, message)


def _example(request: HttpRequest, editing: Editing, data: QueryDict) -> HttpResponse:
    """Only the part of the page that shows what sample orders would earn."""
    form = editing.sort.form(
        _named(data, editing.sort), document=editing.now.document, currency=editing.visitor.shop.currency
    )
    editing.form = form
    ready = form.is_valid() and all(is_complete(one) for one in editing.conditions.values())
    found = _worked(editing, _part(editing)[0]) if ready else None
    return render(request, "panel/earning_worked.html", {"samples": found or []})


def _named(data: QueryDict, sort: Sort) -> QueryDict:
    """An example does not wait for a title."""
    given, title = data.copy(), sort.form.base_fields.get("title")
    if title and title.required and not given.get("title"):
        given["title"] = str(_("This one"))
    return given


def _worked(editing: Editing, part: Part) -> list[Worked] | None:
    """None where the document does not hold."""
    written, key = editing.now.written, editing.sort.key
    try:
        after = parse(with_part(written, key, part))
    except BadDocument:
        return None
    try:
        before = parse(without(written, key, part["id"]))
    except BadDocument:
        before = None  # others speak of it
    shop = editing.visitor.shop
    return worked(Wanted(after, before, key, part["id"], shop, timezone.now()))


def _page(request: HttpRequest, editing: Editing, *, status: int = 200) -> HttpResponse:
    visitor, sort, now = editing.visitor, editing.sort, editing.now
    known = choices(now.document, visitor.shop) if sort.conditions else {}
    stored = editing.before if editing.before and request.method != "POST" else None
    bad_rows = [row for one in editing.conditions.values() for row in one.rows if row.error]
    context = about_the_draft(visitor, now) | {
        "form": editing.form,
        "is_new": not editing.part_id,
        **{name: find(visitor.shop) for name, find in sort.offers.items()},
        "overtaken": editing.overtaken,
        "refused": status == 422,
        "bad_rows": bad_rows,
        "samples": _worked(editing, stored) if stored else [],
        "conditions": [
            page_of(
                conditions,
                known,
                title=str(sort.conditions[name][0]),
                text=str(sort.conditions[name][1]),
                dropped=editing.dropped == name,
            )
            for name, conditions in editing.conditions.items()
        ],
    }
    return show(request, visitor, sort.template, context, status=status)
