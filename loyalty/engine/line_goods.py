"""Product facts as an order's terms keep them: by line, for a deleted product is no longer named by its lines."""

from collections.abc import Mapping
from typing import Any

import msgspec

from loyalty.engine.facts import Header
from loyalty.engine.goods import UNKNOWN, Goods, ProductFacts

Kept = dict[str, Any]  # JSON-ready, by line id; lines of which nothing is known are left out


def keep(header: Header, goods: Goods, known: Mapping[str, Any] | None = None) -> Kept:
    """What to pin for an order now. Of lines in `known` (pinned before) nothing changes; added lines are new."""
    kept = dict(known or {})
    for line in header.lines:
        facts = goods.get(line.product, UNKNOWN) if line.product else UNKNOWN
        if line.id not in kept and facts != UNKNOWN:
            kept[line.id] = msgspec.to_builtins(facts)
    return kept


def read(kept: Mapping[str, Any] | None) -> dict[str, ProductFacts]:
    """Facts by line id; a line that is not there is UNKNOWN."""
    return msgspec.convert(dict(kept or {}), dict[str, ProductFacts])
