"""What else a line did besides giving or taking: what was owed, and what had ended before."""

from loyalty.common.speech import gettext
from loyalty.engine.document import Points
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import also, points


def settled(sentence: str, entry: Entry, names: Points) -> str:
    """The sentence, and one more for points that were expired, spent or owed already."""
    debt, ended = entry.legs.get("debt", 0), -entry.legs.get("expired", 0)
    if ended > 0:
        ends = gettext("%(points)s of them had expired before and are not taken twice.")
        sentence = also(sentence, ends % {"points": points(ended, names)})
    if debt < 0:
        owes = gettext("%(points)s were already spent; they come off what you earn next.")
        sentence = also(sentence, owes % {"points": points(-debt, names)})
    if debt > 0:
        pays = gettext("%(points)s of it made up for what was owed.")
        sentence = also(sentence, pays % {"points": points(debt, names)})
    return sentence
