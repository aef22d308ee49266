"""Whether the store's theme may read what members have."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.desk.showing import switch
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.show import back


@guarded(write=Role.OWNER)
def theme_data(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A POST with `on` switches it on, one without it off."""
    if request.method != "POST":
        return back("settings")
    on = "on" in request.POST
    with transaction.atomic():
        switch(shop=visitor.shop, on=on)
        record(visitor=visitor, deed="theme data", now=timezone.now(), on=on)
    return back("settings", said="theme_data_on" if on else "theme_data_off")
