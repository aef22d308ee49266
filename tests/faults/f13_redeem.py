"""F13: everybody redeems at once, and redeeming meets whatever may befall a member; each round is judged alone."""

import random
import time
from dataclasses import dataclass, field

from django.conf import settings

from loyalty.shops.platform import platform
from tests.rewards import together

ROUTES = (
    {"balance": 69},
    {"balance": 70},
    {"balance": 500},
    {"balance": 5_000},
    {"balance": 100, "seats": 10},
)
SETS = (
    ("redeem", "undo", "checkout"),
    ("undo", "checkout", "merge"),
    ("redeem", "refund", "expire"),
    ("redeem", "undo", "expire", "merge"),
    ("undo", "checkout", "refund", "merge"),
)


@dataclass
class Result:
    crowds: int = 0
    rounds: int = 0
    serial: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)


def play(*, crowds: int, rounds: int, seed: int) -> Result:
    """`crowds` rounds of twenty hands by every route, then `rounds` of deeds that come together."""
    dice, result, began = random.Random(seed), Result(), time.monotonic()
    kept = settings.PLATFORMS
    platform.cache_clear()  # each round brings a store of its own
    for number in range(crowds * len(ROUTES)):
        wrong = together.crowd(**ROUTES[number % len(ROUTES)], hands=20)
        result.crowds += 1
        result.wrong += [wrong] if wrong else []
    for number in range(rounds):
        deeds, leaves = SETS[number % len(SETS)], dice.choice(["used", "issued"])
        wrong = together.play(deeds, leaves, dice.randrange(10**9))
        result.rounds += 1
        result.wrong += [wrong] if wrong else []
    result.serial = together.serial.cache_info().currsize
    result.seconds = time.monotonic() - began
    settings.PLATFORMS = kept
    platform.cache_clear()
    return result
