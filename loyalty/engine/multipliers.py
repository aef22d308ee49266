"""Who buys and what is on, as one factor: tier, plan and campaigns put together as the programme says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from loyalty.engine.basis import Basis, LineSum
from loyalty.engine.combining import Multiplier, combine
from loyalty.engine.compiled import ReadyCampaign, ReadyRule
from loyalty.engine.told import Told


@dataclass(frozen=True, slots=True)
class Part:
    """`amount` (minor units, or pieces) counted at one factor, for these reasons."""

    amount: int
    factor: Fraction
    by: tuple[Multiplier, ...]


def parts(
    told: Told, ready: ReadyRule, lines: Sequence[tuple[int, int]], extras: int, on: Iterable[ReadyCampaign]
) -> list[Part]:
    """What counts at which factor. `lines` are (place in the order, amount), `extras` belong to no line."""
    stacking = told.ready.stacking
    wide = told.standing if ready.multiplied else ()
    narrow = []
    for one in on:
        if one.lines is None:
            wide += (_multiplier(one),)
        else:
            narrow.append(one)
    if not narrow:
        return [Part(sum([amount for _, amount in lines]) + extras, combine(stacking, wide), wide)]
    amounts: dict[tuple[Multiplier, ...], int] = {}
    for place, amount in lines:
        line = told.header.lines[place]
        by = wide + tuple(
            _multiplier(one) for one in narrow if one.lines and one.lines(told.seen, line) is None
        )
        amounts[by] = amounts.get(by, 0) + amount
    if extras or not amounts:
        amounts[wide] = amounts.get(wide, 0) + extras
    if not amounts:  # nothing but gift cards, say
        amounts[wide] = 0
    return [Part(amount, combine(stacking, by), by) for by, amount in amounts.items()]


def chosen(told: Told, ready: ReadyRule, worked: Basis) -> list[tuple[int, LineSum]]:
    """The lines that earn by this rule, with their places in the order."""
    bit, said = ready.chosen, told.said
    return [(place, one) for place, one in enumerate(worked.lines) if not bit or said[place] & bit]


def stored(parts: Sequence[Part]) -> list[list[Any]]:
    """The parts for a reason: [amount, factor, [[kind, id, factor], …]]."""
    return [
        [part.amount, str(part.factor), [[kind, name, str(factor)] for kind, name, factor in part.by]]
        for part in parts
    ]


def _multiplier(one: ReadyCampaign) -> Multiplier:
    return ("campaign", one.campaign.id, one.factor)
