"""The rules: edit them, see what they would do, keep them as a draft."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.engine.document import BadDocument, Document, parse
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.document_words import all_changes, all_in_words
from loyalty.panel.earning_effect import effects, example
from loyalty.panel.earning_form import RulesForm, changed, filled, not_in_the_form
from loyalty.panel.expiry_example import expiry_sentences
from loyalty.panel.show import back, show
from loyalty.programmes import publish
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.undo import last_change
from loyalty.shops.models import Programme

VERSIONS_SHOWN = 100


def stamp(draft: Draft | None) -> str:
    """Names the state of the draft that a page was made from; empty for none."""
    return draft.saved_at.isoformat() if draft else ""


def held_draft(visitor: Visitor) -> Draft | None:
    """The draft; until the transaction ends nobody else saves, drops or publishes one, the first included."""
    Programme.objects.select_for_update(no_key=True).get(pk=visitor.shop.programme_id)
    return Draft.objects.filter(programme=visitor.shop.programme_id).first()


@guarded(write=Role.STAFF)
def earning(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The page; a POST saves the form as the draft and comes back to its effect."""
    if request.method != "POST":
        return rules_page(request, visitor)
    form = RulesForm(request.POST, currency=visitor.shop.currency)
    if not form.is_valid():
        return rules_page(request, visitor, form=form, status=422)
    return _save(request, visitor, form)


def _save(request: HttpRequest, visitor: Visitor, form: RulesForm) -> HttpResponse:
    now, programme = timezone.now(), visitor.shop.programme_id
    with transaction.atomic():
        kept = held_draft(visitor)
        if kept is not None and stamp(kept) != form.cleaned_data["seen"]:
            again = request.POST.copy()
            again["seen"] = stamp(kept)
            form = RulesForm(again, currency=visitor.shop.currency)
            return rules_page(request, visitor, form=form, status=409, overwrites=kept)
        document = changed(publish.draft(programme_id=programme)[0], form.cleaned_data)
        base = form.cleaned_data["base"]
        try:
            publish.save_draft(
                programme_id=programme, document=document, base=base, by=visitor.actor, now=now
            )
        except BadDocument as bad:
            form.refuse(bad, document)
            return rules_page(request, visitor, form=form, status=422)
        record(visitor=visitor, deed="draft", now=now, base=base)
    return back("earning", said="draft_saved")


@guarded()
def earning_example(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One sentence of what the form would give, as it stands while somebody types."""
    form = RulesForm(request.GET, currency=visitor.shop.currency)
    document = publish.draft(programme_id=visitor.shop.programme_id)[0]
    text = _example(form, document, visitor.shop.currency)
    return show(request, visitor, "earning_example.html", {"example": text})


def _example(form: RulesForm, document: dict[str, Any], currency: str) -> str:
    """Empty while points or amount make no sense."""
    values = filled(parse(document), currency=currency)
    if form.is_bound:
        if {"points", "per"} & set(form.errors):
            return ""
        values |= form.cleaned_data
    alone = {"join": False, "first": False, "expiry": "never"}
    try:
        return example(parse(changed(document, values | alone)), currency=currency)
    except BadDocument:
        return ""


def rules_page(
    request: HttpRequest,
    visitor: Visitor,
    *,
    form: RulesForm | None = None,
    status: int = 200,
    overwrites: Draft | None = None,
    lost_race: bool = False,
) -> HttpResponse:
    """`overwrites` is somebody else's newer draft; `lost_race` says that a publish was refused."""
    programme, currency = visitor.shop.programme_id, visitor.shop.currency
    kept = Draft.objects.filter(programme=programme).first()
    newest = publish.newest(programme_id=programme)
    stored, base = publish.draft(programme_id=programme)
    document = parse(stored)
    if form is None:
        initial = filled(document, currency=currency) | {"base": base, "seen": stamp(kept)}
        form = RulesForm(initial=initial, currency=currency)
    context: dict[str, Any] = {
        "form": form,
        "document": document,
        "draft": kept,
        "stamp": stamp(kept),
        "newest": newest,
        "overwrites": overwrites,
        "lost_race": lost_race,
        "others": not_in_the_form(document),
        "last_change": last_change(programme_id=programme),
        "no_order_rule": not document.order_rules,
        "rules": all_in_words(document, currency=currency),
        "example": _example(form, stored, currency),
        "expiry_example": expiry_sentences(form, document, visitor),
        "versions": Version.objects.filter(programme=programme).order_by("-number")[:VERSIONS_SHOWN],
    }
    if kept is not None:
        context |= _effect(document, newest, currency) | {"stale": kept.base != number(newest)}
    return show(request, visitor, "earning.html", context, status=status)


def number(version: Version | None) -> int:
    return version.number if version else 0


def _effect(document: Document, newest: Version | None, currency: str) -> dict[str, Any]:
    live = parse(newest.document) if newest else None
    return {
        "changes": all_changes(live, document, currency=currency),
        "effects": effects(document, live, currency=currency),
    }
