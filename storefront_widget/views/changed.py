"""What the shopper sees after a deed with rewards: everything as it stands now, as data or as the page."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from loyalty.rewards.models import Redemption
from storefront_widget.telling import Teller
from storefront_widget.views.asked import is_form
from storefront_widget.views.data import answer
from storefront_widget.views.page import shown
from storefront_widget.visit import Refused, Visit


def changed(
    request: HttpRequest, visit: Visit, deed: Callable[[], Redemption], *, now: datetime
) -> HttpResponse:
    """JSON carries `redeemed`, the redemption as in `mine`; a form's refusal is a sentence on the page."""
    if not is_form(request):
        made = deed()
        told = Teller(visit, now).data()
        return answer(
            told | {"redeemed": next((one for one in told["mine"] if one["id"] == made.public), None)}
        )
    try:
        deed()
    except Refused as refused:
        if refused.code == "sign_in":
            raise
        return shown(visit, now, refused=refused)
    return shown(visit, now)
