from django.http import HttpRequest, HttpResponse

from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.show import show


@guarded()
def deliveries(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return show(request, visitor, "deliveries.html")


@guarded()
def delivery(request: HttpRequest, visitor: Visitor, delivery_id: int) -> HttpResponse:
    return show(request, visitor, "deliveries_one.html")


@guarded(write=Role.STAFF)
def resend(request: HttpRequest, visitor: Visitor, delivery_id: int) -> HttpResponse:
    return show(request, visitor, "deliveries.html")


@guarded(write=Role.STAFF)
def resend_all(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return show(request, visitor, "deliveries.html")
