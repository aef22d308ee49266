"""A slider as data: whole numbers, so that the shopper's browser reckons and writes what the server would."""

import re
from typing import Any

from loyalty.engine.about import NOBODY
from loyalty.engine.offers import Holding, Price
from loyalty.engine.offers import price as price_of
from loyalty.engine.rewards import Reward
from loyalty.rewards.words import RewardWords

LARGE = 1_234_567_89
FIGURE = re.compile(r"\d.*\d|\d", re.DOTALL)
Data = dict[str, Any]


def slider_data(reward: Reward, price: Price, words: RewardWords, *, holds: int) -> Data | None:
    """None for what has one price.

    `cost` points are worth `worth` of the smallest unit; a choice of n points gives ⌊n × worth ÷ cost⌋ of them and
    takes the fewest points that give as much. `least` is what the smallest choice takes.
    """
    slider, cost = reward.slider, reward.cost
    if slider is None or not cost or not price.amount or price.currency != reward.currency:
        return None
    nothing = Holding(about=NOBODY, balances={}, taken={})
    worth = price_of(reward, holding=nothing, currency=words.currency, points=cost).amount or 1
    low = _up(max(slider.min, -(-cost // worth)), slider.step)
    top = slider.max or max(holds, low)
    high = min(top, holds) if holds >= low else top
    return {
        "min": low,
        "max": max(low, high // slider.step * slider.step),
        "step": slider.step,
        "cost": cost,
        "worth": worth,
        "least": -(-(low * worth // cost) * cost // worth),
        "points": [pattern(words.count(number, reward.currency)) for number in (1, LARGE)],
        "amount": pattern(words.amount(reward, LARGE)),
    }


def pattern(text: str) -> Data:
    """'$1,234,567.89' taken apart: what stands before and after the figure, and what parts its digits."""
    found = FIGURE.search(text)
    if found is None:
        return {"before": text, "after": "", "group": "", "point": "", "digits": 0}
    marks = re.findall(r"\D+", found[0])
    tail = found[0].rpartition(marks[-1])[2] if marks else ""
    decimals = len(tail) if len(tail) != 3 or len(set(marks)) > 1 else 0  # a group has three digits
    return {
        "before": text[: found.start()],
        "after": text[found.end() :],
        "group": marks[0] if marks else "",
        "point": marks[-1] if decimals else "",
        "digits": decimals,
    }


def _up(count: int, step: int) -> int:
    return -(-count // step) * step
