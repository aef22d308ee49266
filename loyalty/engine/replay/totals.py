"""What came out of a replay: every member's figures, and the sums over all of them.

Money is in minor units of the shop's currency, rounded once; `effective_return` is the text of a decimal.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.document import Document
from loyalty.engine.exact import rounded
from loyalty.engine.lots import POINTS
from loyalty.engine.replay.person import ACCOUNTS, Person
from loyalty.engine.replay.replay import Replay

BADGE = "badge:"
PLACES = 6  # decimals of effective_return


def members(replay: Replay) -> list[tuple[Person, str]]:
    """Everybody who was not merged away, with a name: the customer's id, or "guest:1" and so on for the nameless."""
    standing = [person for person in replay.people.everybody if person.kept is None]
    guests = iter(range(1, len(standing) + 1))
    return [(person, person.customer or f"guest:{next(guests)}") for person in standing]


def figures(person: Person) -> dict[str, int]:
    """available + pending + reserved - debt = earned - reversed - spent - expired, but for what was written off
    or forfeited."""
    purse, sums = person.purse, dict(zip(ACCOUNTS, person.sums, strict=True))
    return {
        "available": purse.available,
        "pending": purse.pending,
        "reserved": purse.reserved,
        "debt": purse.debt,
        "earned": -sums["issued"],
        "reversed": sums["reversed"],
        "spent": sums["redeemed"],
        "expired": sums["expired"],
    }


def holdings(person: Person) -> dict[str, Any]:
    """What the person has beside points: units available by currency, and the ids of their badges."""
    held = {currency: purse.available for currency, purse in sorted(person.purses.items()) if purse.available}
    return {
        "currencies": {
            currency: units for currency, units in held.items() if currency != POINTS and ":" not in currency
        },
        "badges": [one.removeprefix(BADGE) for one in held if one.startswith(BADGE)],
    }


@dataclass(frozen=True, slots=True)
class Sums:
    """Over everybody of one replay, before anything is rounded; points by the names of `figures`."""

    points: "Counter[str]"
    sales: int
    cost: Fraction

    def __add__(self, other: "Sums") -> "Sums":
        points = Counter(self.points)
        points.update(other.points)
        return Sums(points, self.sales + other.sales, self.cost + other.cost)


def summed(replay: Replay) -> Sums:
    points: Counter[str] = Counter()
    for person, _ in members(replay):
        points.update(figures(person))
    return Sums(points, replay.orders.sales, replay.spending.cost)


def totals(replay: Replay) -> dict[str, Any]:
    """What `told` says of everybody."""
    return told(summed(replay), replay.versions.since[-1][1].document, replay.currency)


def told(sums: Sums, document: Document, currency: str) -> dict[str, Any]:
    """`liability_minor` and `effective_return` are None where the programme does not say what a point is worth."""
    worth, points, sales = document.points.value, sums.points, sums.sales
    value = None if worth is None else Fraction(worth) * 10 ** exponent(currency)
    redeemed = points["spent"]
    outstanding = points["available"] + points["pending"] + points["reserved"] - points["debt"]
    return {
        "issued": points["earned"],
        "reversed": points["reversed"],
        "redeemed": redeemed,
        "expired": points["expired"],
        "outstanding": outstanding,
        "sales_minor": sales,
        "reward_cost_minor": _signed(sums.cost),
        "liability_minor": None if value is None else _signed(outstanding * value),
        "effective_return": _share((redeemed + outstanding) * value, sales) if value and sales else None,
    }


def _signed(exact: Fraction) -> int:
    points = rounded(abs(exact), "half_up")
    return points if exact >= 0 else -points


def _share(part: Fraction, whole: int) -> str:
    return str(Decimal(_signed(part / whole * 10**PLACES)).scaleb(-PLACES))
