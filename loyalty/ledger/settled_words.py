"""What else a line did besides giving or taking: what was owed, and what had ended before."""

from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import also, points


def settled(sentence: str, entry: Entry, names: Points) -> str:
    """The sentence, and one more for points that were expired, spent or owed already."""
    for count, words in _asides(entry):
        if count > 0:
            sentence = also(sentence, words % {"points": points(count, names)})
    return sentence


def _asides(entry: Entry) -> list[tuple[int, str]]:
    debt = entry.legs.get("debt", 0)
    ended = -entry.legs.get("expired", 0)
    return [
        (ended, gettext("%(points)s of them had expired before and are not taken twice.")),
        (-debt, gettext("%(points)s were already spent; they come off what you earn next.")),
        (debt, gettext("%(points)s of it made up for what was owed.")),
    ]
