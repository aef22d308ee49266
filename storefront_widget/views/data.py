"""GET data: all that the widget shows, in one answer."""

import hashlib

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from loyalty.shops.told import widget_seen
from storefront_widget.telling import Data, Teller
from storefront_widget.visit import Visit, visited


@require_safe
@visited
def data(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The visitor's own data, with a private ETag; 304 when nothing has changed since."""
    now = timezone.now()
    if visit.shop.widget_seen_at is None:
        widget_seen(shop=visit.shop, now=now)
    teller = Teller(visit, now)
    told = teller.data()
    if request.method == "GET":
        teller.delivered(told)
    return answer(told, seen=request.headers.get("If-None-Match", ""))


def answer(told: Data, *, seen: str = "") -> HttpResponse:
    """The data as JSON that no cache keeps and no two shoppers share."""
    body = msgspec.json.encode(told)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    fresh = seen.removeprefix("W/") == etag
    response = HttpResponse(status=304) if fresh else HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie"
    return response
