"""The gallery of presets: what each does in plain words, and what it would have cost on the shop's own orders."""

import hashlib
from dataclasses import asdict
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from loyalty.insight.own_orders import fingerprint, own_orders
from loyalty.insight.what_if import priced
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.earning import held_draft, number, stamp
from loyalty.panel.show import back, show
from loyalty.programmes import publish
from loyalty.programmes.models import Draft
from loyalty.programmes.preset import Preset, preset, presets
from loyalty.shops.models import Shop

ENOUGH = 20  # orders below which a figure would mislead
DAY = 24 * 60 * 60


@guarded()
def gallery(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All presets; each card asks for its cost by itself."""
    context = {"cards": [_card(one) for one in presets()]}
    return show(request, visitor, "earning_gallery.html", context)


@guarded()
def gallery_cost(request: HttpRequest, visitor: Visitor, preset_id: str) -> HttpResponse:
    """The part of a card that says what the preset would have cost."""
    context = {"told": _cost(visitor.shop, _wanted(preset_id)), "enough": ENOUGH}
    return show(request, visitor, "earning_gallery_cost.html", context)


@guarded(write=Role.STAFF)
def use_preset(request: HttpRequest, visitor: Visitor, preset_id: str) -> HttpResponse:
    """Makes the preset the draft. Whose draft it would replace is asked first."""
    wanted = _wanted(preset_id)
    if request.method != "POST":
        return back("gallery")
    now, programme = timezone.now(), visitor.shop.programme_id
    with transaction.atomic():
        held = held_draft(visitor)
        if held is not None and request.POST.get("seen") != stamp(held):
            return _ask(request, visitor, wanted, held)
        base = number(publish.newest(programme_id=programme))
        publish.save_draft(
            programme_id=programme, document=wanted.written, base=base, by=visitor.actor, now=now
        )
        record(visitor=visitor, deed="preset", now=now, preset=wanted.id)
    return back("earning", said="preset_taken")


def _ask(request: HttpRequest, visitor: Visitor, wanted: Preset, held: Draft) -> HttpResponse:
    context = {"card": _card(wanted), "draft": held, "stamp": stamp(held)}
    return show(request, visitor, "earning_gallery_ask.html", context, status=409)


def _wanted(preset_id: str) -> Preset:
    try:
        return preset(preset_id)
    except KeyError:
        raise Http404 from None


def _card(one: Preset) -> dict[str, Any]:
    """The preset in the reader's language."""
    language = translation.get_language() or "en"
    return {
        "id": one.id,
        "title": one.title.told(language),
        "summary": one.summary.told(language),
        "in_words": [text.told(language) for text in one.in_words],
        "good_for": one.good_for.told(language),
        "names": one.document.points,
    }


def _cost(shop: Shop, wanted: Preset) -> dict[str, Any]:
    """Worked out once for the orders as they are."""
    about = f"{shop.pk} {fingerprint(shop=shop)} {wanted.document!r}"
    key = "preset-cost-" + hashlib.sha256(about.encode()).hexdigest()
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        own = own_orders(shop=shop)
        span = {"orders": own.orders, "since": own.since, "until": own.until}
        found = span | (asdict(priced(own, wanted.document)) if own.orders >= ENOUGH else {})
        cache.set(key, found, DAY)
    return found | {"names": wanted.document.points}
