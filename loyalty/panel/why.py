"""Why? — one order, and the answer of every rule to it."""

from django.http import HttpRequest, HttpResponse

from loyalty.desk.explaining import explained
from loyalty.orders.models import Order
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.show import show
from loyalty.panel.why_order import page_of
from loyalty.shops.models import Shop

SEVERAL = 10


@guarded()
def why(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The order that was searched for; several of one name to choose from; or the search alone."""
    text = request.GET.get("order", "").replace("\0", "").strip()[:255]
    found = orders_of(shop=visitor.shop, text=text) if text else []
    context: dict[str, object] = {"sought": text, "found": found}
    if len(found) == 1:
        one = next(iter(explained(shop=visitor.shop, orders=[found[0].external_id])), None)
        context |= {"order": found[0], "one": one, "page": page_of(one, visitor.shop) if one else None}
    return show(request, visitor, "members_why.html", context)


def orders_of(*, shop: Shop, text: str) -> list[Order]:
    """By the name that the store gave it, with or without the #, or by its number in the store."""
    rows = Order.objects.filter(shop=shop)
    number = text.rpartition("/")[2]
    exact = list(rows.filter(external_id__in={text, number})[:1])
    named = exact or list(rows.filter(name__in=[text, f"#{text}"]).order_by("-processed_at")[:SEVERAL])
    return named or list(
        rows.filter(external_id__endswith=f"/{number}")[:1]
    )  # reads them all: the last resort
