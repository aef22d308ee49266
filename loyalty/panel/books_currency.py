"""Which currency's books somebody looks at: points, or another that members hold."""

from django.http import HttpRequest

from loyalty.engine.lots import POINTS
from loyalty.ledger.rollforward import other_currencies
from loyalty.panel.access import Visitor
from loyalty.panel.members_lines import currency_name

Named = list[tuple[str, str]]


def chosen(request: HttpRequest, visitor: Visitor) -> tuple[str, Named]:
    """The one that is asked for, where it is there; and all beside points, by id and name."""
    others = other_currencies(visitor.shop.programme_id)
    asked = request.GET.get("currency", POINTS)
    return (asked if asked in others else POINTS), [(one, currency_name(one)) for one in others]
