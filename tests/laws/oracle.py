"""An independent reckoning of what an order is worth, written from the rules on paper and nothing else.

It shares no code with the product: a story is told as what the shop did, and the oracle reckons from that.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction


@dataclass
class Goods:
    """`paid` minor units for `quantity` pieces after discounts; what went back, and what an edit removed."""

    quantity: int
    paid: int
    returned: int = 0
    money_back: int = 0
    removed: int = 0
    gift_card: bool = False


@dataclass
class Sale:
    """One order as it stands in the end."""

    goods: list[Goods]
    other_back: int = 0
    cancelled: bool = False
    paid: bool = True
    test: bool = False
    known: bool = True
    later_goods: list[Goods] = field(default_factory=list)


def kept(sale: Sale) -> int:
    """Minor units of goods that the customer kept."""
    total = 0
    for goods in sale.goods:
        if goods.gift_card:
            continue
        share_removed = Fraction(goods.paid * goods.removed, goods.quantity)
        floor_removed = share_removed.numerator // share_removed.denominator
        total += max(0, goods.paid - goods.money_back - floor_removed)
    return max(0, total - sale.other_back)


def points(sale: Sale, *, points_per: int, per: str, decimals: int = 2, live: bool = True) -> int:
    """Whole points, rounded down once at the end."""
    if sale.cancelled or sale.test or not (sale.paid and sale.known and live):
        return 0
    per_minor = Fraction(points_per) / (Fraction(Decimal(per)) * 10**decimals)
    worth = kept(sale) * per_minor
    return worth.numerator // worth.denominator
