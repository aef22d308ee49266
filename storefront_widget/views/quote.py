"""GET quote: what a product would earn, by the engine itself."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from loyalty.ledger.words import points
from loyalty.programmes import preview
from loyalty.programmes.live import live
from storefront_widget.visit import Refused, Visit, visited

MOST = 10**12


@require_safe
@visited
def quote(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`amount` in minor units of the shop's currency; another currency earns no promise, so no text."""
    amount = _amount(request.GET.get("amount", ""))
    rules = live(programme_id=visit.shop.programme_id, at=timezone.now())
    if rules is None or request.GET.get("currency", visit.shop.currency) != visit.shop.currency:
        return JsonResponse({"points": 0, "text": ""})
    earned = preview.quote(rules.document, amount=amount, currency=visit.shop.currency)
    if not earned:
        return JsonResponse({"points": 0, "text": ""})
    text = gettext("Earn %(points)s with this") % {"points": points(earned, rules.document.points)}
    response = JsonResponse({"points": earned, "text": text})
    response["Cache-Control"] = "private, max-age=60"
    return response


def _amount(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 13 and int(text) <= MOST:
        return int(text)
    raise Refused(400, "bad_amount", gettext("amount: must be a whole number of minor units, such as 6490."))
