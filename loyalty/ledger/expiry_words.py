"""Points that ended, and points that may be spent from now on."""

from datetime import datetime
from typing import Any

from loyalty.common.speech import gettext
from loyalty.engine.document import Points
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import Told, day, points


def expiry(entry: Entry, names: Points) -> Told:
    lots = entry.reason["lots"]
    return Told(gettext("Points expired"), _why(entry.reason, names), [_step(lot, names) for lot in lots])


def _why(reason: dict[str, Any], names: Points) -> str:
    kinds = {lot["why"] for lot in reason["lots"]}
    said = {"points": points(reason["points"], names)}
    if kinds == {"inactivity"}:
        return gettext("Nothing was earned or spent for so long that %(points)s expired.") % said
    if kinds != {"age"}:
        return (
            gettext("%(points)s expired: some for their age, some because nothing was earned or spent.")
            % said
        )
    days = sorted({_earned(lot) for lot in reason["lots"]})
    first, last = day(days[0]), day(days[-1])
    if first == last:
        return gettext("%(points)s earned on %(day)s came to the end of their time.") % (
            said | {"day": first}
        )
    between = gettext("%(points)s earned between %(first)s and %(last)s came to the end of their time.")
    return between % (said | {"first": first, "last": last})


def _step(lot: dict[str, Any], names: Points) -> str:
    words = (
        gettext("%(points)s earned on %(day)s: their time was over")
        if lot["why"] == "age"
        else gettext("%(points)s earned on %(day)s: nothing was earned or spent for too long")
    )
    return words % {"points": points(lot["points"], names), "day": day(_earned(lot))}


def _earned(lot: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(lot["earned"])


def hold_end(entry: Entry, names: Points) -> Told:
    why = gettext("The waiting time is over: %(points)s can be spent.") % {
        "points": points(entry.reason["points"], names)
    }
    return Told(gettext("Points became available"), settled(why, entry, names), [])


def reinstated(entry: Entry, names: Points) -> Told:
    return Told(gettext("Expired points given back"), entry.reason["why"], [])
