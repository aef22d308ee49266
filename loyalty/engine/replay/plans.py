"""Paid plans in a replay: the same reckoning as in the books, from the orders known in memory."""

from datetime import datetime

from loyalty.engine.document import Document
from loyalty.engine.order_state import OrderState
from loyalty.engine.plans import ALL_KNOWN, Purchase, bought, plans_at, purchases, stored
from loyalty.engine.replay.person import Person


def heard(person: Person, order: str, state: OrderState, document: Document) -> None:
    """Keeps what an order buys, in place of what was known of it. `document` is its pinned or live version.

    To be called when the order is decided, before the next one is. Who buys nothing costs nothing.
    """
    header = state.header
    made: list[Purchase] = []
    if header is not None and document.memberships:
        made = purchases(
            stored(bought(state, document=document, at=ALL_KNOWN)),
            at=header.processed_at,
            source=f"order:{order}",
        )
    if made or person.living.bought:
        others = [one for one in person.living.bought if one.source != f"order:{order}"]
        person.living.bought = (*others, *made)


def plans_of(person: Person, moment: datetime, timezone: str, *, order: str = "") -> tuple[str, ...]:
    """The plans the person has at a moment, by what was heard; what `order` itself buys is left out."""
    known = person.living.bought
    if not known:
        return ()
    own = f"order:{order}"
    return plans_at((one for one in known if one.source != own), moment, timezone)
