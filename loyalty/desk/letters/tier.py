"""Letters about a step on the ladder. Facts: `change`."""

from loyalty.desk.letters.told import names_at, nothing_more, with_balance
from loyalty.notices.teller import Asked, Values
from loyalty.tiers.models import TierChange
from loyalty.tiers.words import TierWords

told = nothing_more


def values(asked: Asked) -> Values | None:
    """Nothing where the member has moved on since, or was moved by other rules than those of today's ladder."""
    change = TierChange.objects.filter(
        programme_id=asked.shop.programme_id, member_id=asked.member_id, pk=asked.facts["change"]
    ).first()
    later = TierChange.objects.filter(member_id=asked.member_id, pk__gt=asked.facts["change"]).exists()
    if change is None or later:
        return None
    names = names_at(asked, change.version)
    ladder = names.document.tiers if names.document else None
    why = TierWords(ladder, names.points, asked.shop.currency).why(change.reason) if ladder else ""
    own = {"tier": names.tier(change.to_level), "old_tier": names.tier(change.from_level), "reason": why}
    return with_balance(asked, own)
