"""How far it is to the next level."""

from loyalty.engine.ladder import thresholds
from loyalty.engine.tier_follow import place
from loyalty.tiers.now import TierNow


def percent(has: TierNow) -> int:
    """Of the way to the next level, rounded down; 100 on the highest.

    Where all measures must be met the one furthest behind counts, else the one furthest ahead.
    """
    following = has.told.next
    if following is None:
        return 100
    columns, _ = thresholds(has.tiers, has.on.shop.currency)
    row = place(has.tiers, following.level)
    amounts = has.told.qualifying.values()
    shares = [
        100 if not column[row] else max(0, min(100, amount * 100 // column[row]))
        for column, amount in zip(columns, amounts, strict=True)
    ]
    return max(shares) if has.tiers.need == "any" else min(shares)
