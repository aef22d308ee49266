"""How many of a member's points (or units of another currency) expired and were not given back."""

from django.db.models import Sum

from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Account, Entry, Transaction

REINSTATED = "reinstatement"


def expired_points(*, programme_id: int, member_id: int, currency: str = POINTS) -> int:
    """Never below zero."""
    gone = Entry.objects.filter(
        programme_id=programme_id,
        currency=currency,
        account=Account.EXPIRED,
        transaction__member_id=member_id,
    ).aggregate(points=Sum("amount", default=0))
    back = Transaction.objects.filter(
        programme_id=programme_id, member_id=member_id, currency=currency, kind=REINSTATED
    )
    given = Entry.objects.filter(transaction__in=back, account=Account.ADJUSTED)
    returned = -given.aggregate(points=Sum("amount", default=0))["points"]
    return max(0, int(gone["points"]) - int(returned))
