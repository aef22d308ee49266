"""What came out of a replay: every member's figures, and the sums over all of them.

Money is in minor units of the shop's currency, rounded once; `effective_return` is the text of a decimal.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.exact import rounded
from loyalty.engine.lots import POINTS
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.state import ACCOUNTS, Person

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


def totals(replay: Replay) -> dict[str, Any]:
    """`liability_minor` and `effective_return` are None where the programme does not say what a point is worth."""
    told = [figures(person) for person, _ in members(replay)]
    live = replay.versions.since[-1][1].document
    worth = live.points.value
    value = None if worth is None else Fraction(worth) * 10 ** exponent(replay.currency)
    sales = sum(order.sales for order in replay.orders.known.values())
    redeemed = _sum(told, "spent")
    outstanding = _sum(told, "available", "pending", "reserved") - _sum(told, "debt")
    return {
        "issued": _sum(told, "earned"),
        "reversed": _sum(told, "reversed"),
        "redeemed": redeemed,
        "expired": _sum(told, "expired"),
        "outstanding": outstanding,
        "sales_minor": sales,
        "reward_cost_minor": _signed(replay.spending.cost),
        "liability_minor": None if value is None else _signed(outstanding * value),
        "effective_return": _share((redeemed + outstanding) * value, sales) if value and sales else None,
    }


def _sum(told: Iterable[dict[str, int]], *names: str) -> int:
    return sum(one[name] for one in told for name in names)


def _signed(exact: Fraction) -> int:
    points = rounded(abs(exact), "half_up")
    return points if exact >= 0 else -points


def _share(part: Fraction, whole: int) -> str:
    return str(Decimal(_signed(part / whole * 10**PLACES)).scaleb(-PLACES))
