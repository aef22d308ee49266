"""The panel inside the store's own admin: proven by a session token with every request, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.shops.models import Shop, Staff
from loyalty.shops.platform import platforms


def embedded_staff(request: HttpRequest) -> Staff | None:
    """Raises PermissionDenied for a token that is wrong; None when there is none."""
    if "Authorization" not in request.headers:
        return None
    for platform in platforms():
        visitor = platform.panel_visitor(request)
        if visitor is not None:
            return _staff(visitor.shop, visitor.subject)
    return None


def _staff(shop: Shop, subject: str) -> Staff:
    """Whoever the store lets in may work here; what more they may do, the owner says in Settings."""
    known = Staff.objects.filter(shop=shop, subject=subject).select_related("shop", "user").first()
    if known is not None:
        return known
    role = Staff.Role.STAFF if shop.staff.filter(role=Staff.Role.OWNER).exists() else Staff.Role.OWNER
    staff, _ = Staff.objects.get_or_create(
        shop=shop, subject=subject, defaults={"role": role, "since": timezone.now()}
    )
    return staff


def unproven() -> HttpResponse:
    """Asks the page for a fresh token; it then repeats the request."""
    response = HttpResponse("The session token is not valid.", status=401, content_type="text/plain")
    response["X-Shopify-Retry-Invalid-Session-Request"] = "1"
    return response
