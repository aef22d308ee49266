"""What a rule gives, in words for shopper and merchant."""

from decimal import Decimal

from babel.numbers import format_decimal

from loyalty.common.speech import gettext
from loyalty.engine.awards import AnyAward, BadgeAward, PerItem, PerQuantity, Rate, RewardAward
from loyalty.engine.document import Document, Points
from loyalty.ledger.words import locale, points, rate


def names_of(document: Document, currency: str) -> Points:
    """What one of a currency is called; a currency of another version by its id."""
    if currency == "points":
        return document.points
    found = next((one for one in document.currencies if one.id == currency), None)
    return Points(one=found.one, many=found.many) if found else Points(one=currency[:40], many=currency[:40])


def gives(document: Document, award: AnyAward | PerQuantity, currency: str, *, money: str) -> str:
    """'5 points per $1', '1 stamp per 2 items', '100 points', 'Free socks'; `money` is the shop's currency."""
    names = names_of(document, currency)
    if isinstance(award, Rate):
        return rate([award.points, str(award.per)], money, names)
    if isinstance(award, PerItem):
        return per_item(award.points, award.per_item, names)
    if isinstance(award, PerQuantity):
        return per_quantity(award.points, award.quantity, award.unit, names)
    if isinstance(award, RewardAward):
        return reward_title(document, award.reward)
    if isinstance(award, BadgeAward):
        title = next((one.title for one in document.badges if one.id == award.badge), award.badge)
        return gettext("the badge “%(title)s”") % {"title": title}
    return points(award.points, names)


def per_item(count: int, pieces: int, names: Points) -> str:
    """'1 stamp per item'."""
    told = points(count, names)
    if pieces == 1:
        return gettext("%(points)s per item") % {"points": told}
    number = format_decimal(pieces, locale=locale())
    return gettext("%(points)s per %(pieces)s items") % {"points": told, "pieces": number}


def per_quantity(count: int, quantity: Decimal, unit: str, names: Points) -> str:
    """'10 points per 100 km'."""
    number = "" if quantity == 1 else format_decimal(quantity, locale=locale()) + " "
    return gettext("%(points)s per %(quantity)s") % {
        "points": points(count, names),
        "quantity": number + unit,
    }


def reward_title(document: Document, reward: str) -> str:
    """The reward's own title, else its id."""
    found = next((one for one in document.rewards if one.id == reward), None)
    return (found.title if found else None) or reward
