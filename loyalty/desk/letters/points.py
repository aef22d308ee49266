"""Letters about one line of the books. Facts: `transaction`."""

from django.utils.translation import gettext

from loyalty.desk.letters.told import names_at, nothing_more, with_balance
from loyalty.ledger.names import Names
from loyalty.ledger.statement import Entry, of_transaction
from loyalty.ledger.tell import tell
from loyalty.ledger.words import day, points
from loyalty.notices.teller import Asked, Values

told = nothing_more


def values(asked: Asked) -> Values | None:
    """The amount without its sign, and why, as the member's history says it."""
    entry = of_transaction(
        programme_id=asked.shop.programme_id, transaction=asked.facts["transaction"], now=asked.now
    )
    if entry is None:
        return None
    names = names_at(asked, entry.version)
    held = names.held(entry.currency)
    changed = entry.legs.get("available", 0) if entry.kind == "hold_end" else abs(entry.points)
    if not changed:
        return None
    own = {"points": points(changed, held.points), "reason": _why(entry, held), "date": day(entry.at)}
    return with_balance(asked, own)


def _why(entry: Entry, names: Names) -> str:
    said = tell(entry, names)
    if not said.why:
        return said.title
    return gettext("%(title)s: %(why)s") % {"title": said.title, "why": said.why}
