"""A page of the panel in its frame."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from loyalty.activities.queue import to_look_at
from loyalty.adjustments.second_person import waiting
from loyalty.panel.access import Visitor
from loyalty.panel.words import SAID
from loyalty.referrals.claims import held

TABS = (
    ("home", _("Home")),
    ("earning", _("Programme")),
    ("simulate", _("Simulate")),
    ("members", _("Members")),
    ("activities", _("Activities")),
    ("requests", _("Requests")),
    ("books", _("Books")),
    ("deliveries", _("Deliveries")),
    ("integrations", _("Integrations")),
    ("settings", _("Settings")),
)


def show(
    request: HttpRequest,
    visitor: Visitor,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """`template` is a file of templates/panel/; its first part before '.' or '_' names the tab."""
    active = template.partition(".")[0].partition("_")[0]
    counts = {
        "activities": to_look_at(shop=visitor.shop),
        "members": held(shop=visitor.shop),
        "requests": waiting(shop=visitor.shop).count(),
    }
    tabs = [
        {
            "title": title,
            "url": reverse(f"panel:{name}"),
            "current": name == active,
            "count": counts.get(name, 0),
        }
        for name, title in TABS
    ]
    frame = {
        "visitor": visitor,
        "shop": visitor.shop,
        "tabs": tabs,
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, f"panel/{template}", frame | dict(context or {}), status=status)


def back(name: str, *args: object, said: str = "") -> HttpResponse:
    """To another page after a deed. What to say there travels in the address: embedded, there are no cookies."""
    url = reverse(f"panel:{name}", args=args)
    return redirect(f"{url}?said={said}" if said else url)
