"""Letters before a paid membership ends. Facts: `notice`."""

from loyalty.desk.letters.told import CHANNEL, with_balance
from loyalty.ledger.words import last_day
from loyalty.notices.teller import Asked, Values
from loyalty.tiers.hold import reminded
from loyalty.tiers.plans_now import holdings


def values(asked: Asked) -> Values | None:
    """Nothing where it was renewed, given back or has ended meanwhile."""
    has = holdings(shop=asked.shop, member_id=asked.member_id, now=asked.now)
    for one in has.running if has else ():
        if one.reminder is not None and one.reminder.pk == asked.facts["notice"] and one.run.ends:
            return with_balance(asked, {"plan": one.title, "date": last_day(one.run.ends)})
    return None


def told(asked: Asked) -> None:
    reminded(member_id=asked.member_id, channel=CHANNEL, now=asked.now)
