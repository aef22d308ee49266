"""GET page: the same without JavaScript, inside the shop's own layout."""

import secrets
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from loyalty.ledger.words import months
from storefront_widget import source_files
from storefront_widget.digest import digest_lines
from storefront_widget.telling import Data, Teller
from storefront_widget.visit import Refused, Visit, visited

# The shop renders our answer as Liquid: no brace of ours or of anybody's text may reach it.
BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


@require_safe
@visited
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rewards page."""
    return shown(visit, timezone.now(), read=request.method == "GET")


def shown(visit: Visit, now: datetime, *, read: bool = True, refused: Refused | None = None) -> HttpResponse:
    """The page as it stands at `now`; `read` when somebody gets to see it, `refused` what they tried in vain."""
    teller = Teller(visit, now)
    told = teller.data()
    if read and told["programme"]["live"]:
        teller.delivered(told)
    version = source_files.version(source_files.page_css())
    html = render_to_string(
        "widget/page.html",
        {
            "told": told,
            "prefix": visit.prefix,
            "key": secrets.token_hex(16),
            "version": version,
            "birthday": _asked(told),
            "digest": digest_lines(visit, now=now),
            "months": months(),
            "days": range(1, 32),
            "refused": refused and refused.message,
        },
    )
    status = refused.status if refused else 200
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid", status=status)
    response["Cache-Control"] = "private, no-store"
    if refused and refused.wait:
        response["Retry-After"] = str(refused.wait)
    return response


def _asked(told: Data) -> Data | None:
    """What we ask of the birthday, when a rule gives something for it."""
    asked = (way["birthday"] for way in told["earn"] if "birthday" in way)
    return next((one for one in asked if one["state"] == "ask"), None)
