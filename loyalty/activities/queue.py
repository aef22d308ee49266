"""What waits for staff."""

from loyalty.activities.models import Activity
from loyalty.shops.models import Shop


def to_look_at(*, shop: Shop) -> int:
    """How many wait to be looked at."""
    return Activity.objects.filter(shop=shop, state=Activity.State.OPEN).count()
