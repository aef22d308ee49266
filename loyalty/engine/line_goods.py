"""Product facts as an order's terms keep them: by line, for a deleted product is no longer named by its lines."""

from collections.abc import Mapping

from loyalty.engine.facts import Header
from loyalty.engine.goods import UNKNOWN, Goods, ProductFacts


def goods_by_line(
    header: Header, goods: Goods, known: Mapping[str, ProductFacts] | None = None
) -> dict[str, ProductFacts]:
    """What to pin for an order now. Of lines in `known` (pinned before) nothing changes; added lines are new."""
    kept = dict(known or {})
    for line in header.lines:
        facts = goods.get(line.product, UNKNOWN) if line.product else UNKNOWN
        if line.id not in kept and facts != UNKNOWN:
            kept[line.id] = facts
    return kept
