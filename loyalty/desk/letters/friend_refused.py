"""Letters about a friend who does not count. Facts: `claim`."""

from django.utils.translation import gettext

from loyalty.desk.letters.told import nothing_more, with_balance
from loyalty.notices.teller import Asked, Values
from loyalty.referrals.models import Claim

told = nothing_more


def values(asked: Asked) -> Values | None:
    """What staff wrote, else a sentence that names nobody; nothing where it counts by now."""
    rows = Claim.objects.filter(programme_id=asked.shop.programme_id, pk=asked.facts["claim"])
    claim = rows.filter(state=Claim.State.REFUSED).first()
    if claim is None:
        return None
    ours = gettext("By the shop's rules it is not the first visit of somebody new.")
    return with_balance(asked, {"reason": (claim.why if claim.judged_by else "") or ours})
