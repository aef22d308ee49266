from django.http import HttpRequest, HttpResponse

from loyalty.panel.access import Visitor, guarded
from loyalty.panel.show import show


@guarded()
def earning(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return show(request, visitor, "earning.html")
