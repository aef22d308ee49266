"""POST undo: the shopper wants the points of an unused reward back; asking twice is asking once."""

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loyalty.desk import ending
from loyalty.rewards.models import Redemption
from storefront_widget.mine import one
from storefront_widget.redeem import UNDO
from storefront_widget.views.asked import Said, checked, said
from storefront_widget.views.changed import changed
from storefront_widget.views.redeem import joined
from storefront_widget.visit import Refused, Visit, visited

PUBLIC = re.compile(r"[A-Za-z0-9_-]{1,22}")


# As for joining: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_POST
@visited
def undo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """JSON {nonce, key, id}, or the same as a form."""
    now = timezone.now()
    return changed(request, visit, lambda: _undo(visit, said(request), now), now=now)


def _undo(visit: Visit, told: Said, now: datetime) -> Redemption:
    checked(visit, told, action=UNDO, now=now)
    member, public = joined(visit), str(told.get("id"))
    # Base64 has no letters beyond ASCII, and the database takes no NUL.
    made = one(shop=visit.shop, member_id=member.pk, public=public) if PUBLIC.fullmatch(public) else None
    if made is None:
        raise Refused(404, "no_such_redemption", gettext("You have no such reward."))
    try:
        ending.undo(redemption=made, actor="member", now=now)
    except ending.CannotEnd as no:
        raise Refused(409, "cannot_undo", _words(no.state)) from None
    return made


def _words(state: str) -> str:
    match state:
        case Redemption.State.RELEASED:
            return gettext("Your points are back already.")
        case Redemption.State.USED:
            return gettext("It was used, so it stays.")
        case _:
            return gettext("It was handed over for good, so it stays.")
