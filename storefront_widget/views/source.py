"""GET panel.js, redeem.js, friend.js, page.css: our own files, kept for a year under the version in their address."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_widget import source_files

YEAR = "public, max-age=31536000, immutable"


@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """The panel module. Nothing in it depends on who asks."""
    return _file(request, source_files.panel(), "text/javascript; charset=utf-8")


@require_safe
def redeem_js(request: HttpRequest) -> HttpResponse:
    """What the panel brings in when the shopper first looks at rewards."""
    return _file(request, source_files.redeem(), "text/javascript; charset=utf-8")


@require_safe
def friend_js(request: HttpRequest) -> HttpResponse:
    """What followed links and the page of links need; the loader brings it in only then."""
    return _file(request, source_files.friend(), "text/javascript; charset=utf-8")


@require_safe
def page_css(request: HttpRequest) -> HttpResponse:
    """The look of the page without JavaScript."""
    return _file(request, source_files.page_css(), "text/css; charset=utf-8")


def _file(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    named = request.GET.get("v") == source_files.version(content)
    response["Cache-Control"] = YEAR if named else "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    return response
