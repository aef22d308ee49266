"""Letters about a friend who came through the member's link. Facts: `claim`."""

from loyalty.desk.letters.told import nothing_more, with_balance
from loyalty.notices.teller import Asked, Values
from loyalty.referrals.models import Claim

told = nothing_more
PROMISING = (Claim.State.PENDING, Claim.State.PASSED)


def values(asked: Asked) -> Values | None:
    """Nothing while somebody looks at it, nor when it does not count."""
    claims = Claim.objects.filter(programme_id=asked.shop.programme_id, pk=asked.facts["claim"])
    return with_balance(asked, {}) if claims.filter(state__in=PROMISING).exists() else None
