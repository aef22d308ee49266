"""GET page: the same without JavaScript, inside the shop's own layout."""

import secrets
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from storefront_widget import source_files
from storefront_widget.telling import Teller
from storefront_widget.visit import Visit, visited

# The shop renders our answer as Liquid: no brace of ours or of anybody's text may reach it.
BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


@require_safe
@visited
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rewards page."""
    return shown(visit, timezone.now(), read=request.method == "GET")


def shown(visit: Visit, now: datetime, *, read: bool = True) -> HttpResponse:
    """The page as it stands at `now`; `read` when somebody gets to see it."""
    teller = Teller(visit, now)
    told = teller.data()
    if read and told["programme"]["live"]:
        teller.delivered(told)
    version = source_files.version(source_files.page_css())
    html = render_to_string(
        "widget/page.html",
        {"told": told, "prefix": visit.prefix, "key": secrets.token_hex(16), "version": version},
    )
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid")
    response["Cache-Control"] = "private, no-store"
    return response
