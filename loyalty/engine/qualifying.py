"""What an order counts towards tiers: its goods that were kept, and the points of its order rules."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.engine.about import from_terms
from loyalty.engine.awards import POINTS
from loyalty.engine.basis import goods_kept
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document
from loyalty.engine.earning import decide_order, not_eligible
from loyalty.engine.limits import Allowed, Rooms
from loyalty.engine.order_state import OrderState, as_of
from loyalty.engine.terms import Terms
from loyalty.engine.tier_standing import Qualifying


def qualifying(
    state: OrderState,
    *,
    document: Document,
    source: str,
    timezone: str,
    at: datetime,
    terms: Terms | None,
    points: bool = True,
) -> Qualifying | None:
    """The order as it stood at `at`: refunds that came later are not seen. None for one that does not count.

    Without `points` nobody works out what the rules give: where no tiers go by it.
    `document` is the version that was pinned in `terms`, or live when the order was placed.
    """
    seen = as_of(state, at)
    header = seen.header
    if header is None or header.processed_at > at:
        return None
    kept = goods_kept(seen)
    if not kept or not_eligible(header, recognised=True):
        return None
    given = _given(seen, document, timezone, terms) if points else []
    counter = document.tiers.counter if document.tiers else None
    return Qualifying(
        at=header.processed_at,
        source=source,
        spend_minor=kept,
        points=sum(one.points for one in given if one.currency == POINTS),
        orders=1,
        activities=sum(one.points for one in given if one.currency == counter),
    )


def of_activity(
    document: Document, *, source: str, at: datetime, given: Iterable[tuple[str, int]]
) -> Qualifying | None:
    """What an activity counts by what it gave (currency, how much): points, and those of the tiers' own currency."""
    held = list(given)
    counter = document.tiers.counter if document.tiers else None
    points = sum(number for currency, number in held if currency == POINTS)
    activities = sum(number for currency, number in held if currency == counter)
    if not (points or activities):
        return None
    return Qualifying(at=at, source=source, spend_minor=0, points=points, orders=0, activities=activities)


def _given(state: OrderState, document: Document, timezone: str, terms: Terms | None) -> list[Decision]:
    decisions = decide_order(
        document,
        state,
        recognised=True,
        timezone=timezone,
        about=from_terms(terms),
        allowed=Allowed(Rooms(closed=True), dict(terms.get("granted", {}) if terms else {})),
        held=(),
    )
    rules = {rule.id for rule in document.order_rules}
    return [one for one in decisions if one.rule in rules]
