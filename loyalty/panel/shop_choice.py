"""Switching between the shops somebody works for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from loyalty.panel.access import SESSION_SHOP, Role, Visitor, guarded


@guarded(write=Role.READER)
def choose_shop(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Somebody else's shop and no shop at all are the same 404."""
    wanted = next((shop for shop in visitor.shops if str(shop.pk) == request.POST.get("shop")), None)
    if wanted is None:
        raise Http404
    if not visitor.embedded:
        request.session[SESSION_SHOP] = wanted.pk
    return redirect("panel:home")
