"""Points spent on a reward, used, given up, or come back with the goods."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal

from loyalty.common.speech import gettext
from loyalty.engine.document import Points
from loyalty.ledger.settled_words import settled
from loyalty.ledger.statement import Entry
from loyalty.ledger.words import Reason, Told, also, locale, points


def redeem(entry: Entry, names: Points) -> Told:
    reward = _reward(entry.reason)
    why = gettext("You exchanged %(points)s for %(reward)s.") % {
        "points": points(entry.reason["points"], names),
        "reward": reward,
    }
    return Told(gettext("Reward: %(reward)s") % {"reward": reward}, why, [])


def _reward(reason: Reason) -> str:
    if reason.get("kind") == "amount_off":
        amount = Decimal(reason["amount"])
        if "currency" not in reason:
            return gettext("%(amount)s off") % {"amount": format_decimal(amount, locale=locale())}
        money = format_currency(amount, reason["currency"], locale=locale())
        return gettext("%(amount)s off") % {"amount": money}
    return str(reason.get("title") or reason.get("reward") or gettext("a reward"))


def used(entry: Entry, names: Points) -> Told:
    why = gettext("The reward was used; its %(points)s are spent for good.")
    return Told(gettext("Reward used"), why % {"points": points(entry.reason["points"], names)}, [])


def released(entry: Entry, names: Points) -> Told:
    why = gettext("The reward was not used, so its %(points)s came back.")
    why %= {"points": points(entry.reason["points"], names)}
    return Told(gettext("Reward given up"), _returned(why, entry, names), [])


def given_back(entry: Entry, names: Points) -> Told:
    reason = entry.reason
    title = gettext("Return of order %(name)s") % {"name": reason.get("order", "")}
    why = gettext("Goods that you had paid for with points went back, so %(points)s came back too.")
    why %= {"points": points(reason["points"], names)}
    return Told(title.rstrip(), _returned(why, entry, names), _share(reason, names))


def _share(reason: Reason, names: Points) -> list[str]:
    if "share" not in reason:
        return []
    part, whole = reason["share"]
    percent = format_decimal(Decimal(part * 100) / Decimal(whole), format="0.#", locale=locale())
    sentence = gettext("%(percent)s %% of the goods went back; %(spent)s had been spent on the order")
    return [sentence % {"percent": percent, "spent": points(reason["of"], names)}]


def _returned(why: str, entry: Entry, names: Points) -> str:
    """What came back may have ended meanwhile, or live on for a short while."""
    ended = entry.reason.get("expired", 0)
    if ended:
        words = gettext("%(points)s of them had expired in the meantime.")
        why = also(why, words % {"points": points(ended, names)})
    if entry.reason.get("grace"):
        why = also(why, gettext("Points that had expired in the meantime live on for a short while."))
    return settled(why, entry, names) if not ended else why
