"""What letters of several kinds have in common: the programme's names for things, and what the member has."""

from collections.abc import Mapping
from datetime import datetime

from loyalty.desk.standing import balance
from loyalty.engine.document import Points
from loyalty.engine.lots import POINTS
from loyalty.ledger.names import Names
from loyalty.ledger.words import points
from loyalty.notices.teller import Asked, Values
from loyalty.programmes.live import timeline

CHANNEL = "mail"


def names_at(asked: Asked, version: int = 0) -> Names:
    """What a version of the rules calls its things; the live one's names without a number."""
    versions = timeline(programme_id=asked.shop.programme_id)
    rules = versions.version(version) if version else versions.live(asked.now)
    document = rules.document if rules else None
    return Names(document.points if document else Points(), document, asked.shop.currency, shopper=True)


def with_balance(asked: Asked, own: Mapping[str, str]) -> Values:
    """The kind's own values, and what the member has now."""
    has = balance(shop=asked.shop, member_id=asked.member_id, now=asked.now, currency=POINTS)
    return dict(own) | {"balance": points(has.available, names_at(asked).points)}


def nothing_more(_asked: Asked) -> None:
    """For letters whose sending nothing waits for."""


def moment(asked: Asked, key: str) -> datetime | None:
    """A fact that is a moment."""
    text = asked.facts.get(key)
    return datetime.fromisoformat(text) if text else None
