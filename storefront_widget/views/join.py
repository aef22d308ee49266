"""POST join: the shopper joins; doing it twice changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loyalty.desk import joining
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from storefront_widget.telling import Teller
from storefront_widget.views.asked import checked, is_form, said
from storefront_widget.views.data import answer
from storefront_widget.views.page import shown
from storefront_widget.visit import Visit, visited


# The storefront's own cookies never reach us: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_POST
@visited
def join(request: HttpRequest, visit: Visit) -> HttpResponse:
    """JSON {nonce, key}, or the same as a form from the page without JavaScript."""
    now = timezone.now()
    checked(visit, said(request), action="join", now=now)
    key = (Identity.Kind.CUSTOMER, visit.customer)
    member = recognise(shop=visit.shop, keys=[key], now=now)[key]
    joining.join(shop=visit.shop, member_id=member, how="widget", now=now)
    return shown(visit, now) if is_form(request) else answer(Teller(visit, now).data())
