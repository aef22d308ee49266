"""Points for what members only say: they can be used beside what they bought or did, never alone."""

from django.db.models import Q, Sum

from loyalty.activities.models import Activity
from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Award
from loyalty.shops.models import Shop
from loyalty.tiers.history import ACTIVITY


def on_own_word(*, shop: Shop, member_id: int) -> int:
    """How many points were given on the member's own word; 0 for whoever has anything for an order or a deed seen."""
    theirs = Activity.objects.filter(programme_id=shop.programme_id, member_id=member_id)
    said = [f"{ACTIVITY}{pk}" for pk in theirs.filter(proof="self_declared").values_list("pk", flat=True)]
    if not said:
        return 0
    awards = Award.objects.filter(programme_id=shop.programme_id, posted__gt=0)
    seen = awards.filter(Q(member_id=member_id) | Q(member__kept_id=member_id)).exclude(source__in=said)
    if seen.filter(Q(source__startswith="order:") | Q(source__startswith=ACTIVITY)).exists():
        return 0
    told = awards.filter(source__in=said, currency=POINTS).aggregate(points=Sum("posted"))
    return int(told["points"] or 0)
