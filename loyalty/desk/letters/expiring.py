"""Letters about points that expire soon. Facts: `currency`. Handed over, they count as the notice (law X6)."""

from loyalty.desk.letters.told import CHANNEL, names_at, with_balance
from loyalty.desk.standing import balance
from loyalty.ledger.notices import sent
from loyalty.ledger.words import last_day, points
from loyalty.notices.teller import Asked, Values


def values(asked: Asked) -> Values | None:
    """As the widget says it at the same moment: told now, points last at least the days of the shortest notice."""
    currency = asked.facts["currency"]
    has = balance(shop=asked.shop, member_id=asked.member_id, now=asked.now, currency=currency)
    if has.ending_at is None or has.ending_last is None:
        return None
    names = names_at(asked).held(currency).points
    own = {
        "points": points(has.ending_all, names),
        "date": last_day(has.ending_at),
        "last_date": last_day(has.ending_last),
    }
    return with_balance(asked, own)


def told(asked: Asked) -> None:
    sent(member_id=asked.member_id, channel=CHANNEL, now=asked.now, currency=asked.facts["currency"])
