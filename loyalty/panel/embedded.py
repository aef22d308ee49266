"""The panel inside the store's own admin: proven by a session token with every request, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.shops.models import Staff
from loyalty.shops.platform import PanelVisitor, platforms
from loyalty.shops.staff import welcome_subject


def embedded_staff(request: HttpRequest) -> Staff | None:
    """Raises PermissionDenied for a token that is wrong; None when there is none."""
    if "Authorization" not in request.headers:
        return None
    for platform in platforms():
        visitor = platform.panel_visitor(request)
        if visitor is not None:
            return _staff(visitor)
    return None


def _staff(visitor: PanelVisitor) -> Staff:
    """Looks first: welcoming somebody locks the shop, and its orders are being worked."""
    known = (
        Staff.objects.filter(shop=visitor.shop, subject=visitor.subject)
        .select_related("shop", "user")
        .first()
    )
    return known or welcome_subject(shop=visitor.shop, subject=visitor.subject, now=timezone.now())


def unproven() -> HttpResponse:
    """Asks the page for a fresh token; it then repeats the request."""
    response = HttpResponse("The session token is not valid.", status=401, content_type="text/plain")
    response["X-Shopify-Retry-Invalid-Session-Request"] = "1"
    return response
