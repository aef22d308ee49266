"""Pages inside the store's admin: only that admin may frame them."""

from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.http import HttpResponse

from loyalty.platforms.shopify import domain

ADMIN = "https://admin.shopify.com"


def framed(response: HttpResponse, *, shop: str) -> HttpResponse:
    """Replaces three directives of our policy and keeps the others; django-csp writes the header.

    `shop` must be a checked domain. A header of our own would make django-csp drop the whole policy.
    """
    parents = [f"https://{shop}", ADMIN]
    if domain.origin(shop) not in parents:
        parents.append(domain.origin(shop))
    bridge = _origin(settings.SHOPIFY_APP_BRIDGE_URL)
    response._csp_replace = {  # type: ignore[attr-defined]
        "frame-ancestors": parents,
        "script-src": [SELF, bridge],
        "connect-src": [SELF, *parents],
    }
    response.xframe_options_exempt = True
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
