"""Small damages, seeded, that make another text of a good one."""

import random
from collections.abc import Iterator

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~%+=&/é \n\x00"


def texts(good: str, count: int, seed: int = 1) -> Iterator[str]:
    """`count` texts, none of which is `good`."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        mutant = _mutated(good, chance)
        if mutant != good:
            made += 1
            yield mutant


def _mutated(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    other = chance.randrange(len(text))
    deed = chance.randrange(6)
    if deed == 0:
        return text[:at] + chance.choice(ALPHABET) + text[at + 1 :]
    if deed == 1:
        return text[:at] + text[at + 1 :]
    if deed == 2:
        return text[:at] + chance.choice(ALPHABET) + text[at:]
    if deed == 3:
        return text[:at]
    if deed == 4:
        low, high = sorted((at, other))
        return text[:low] + text[high:] + text[low:high]
    return text[:at] + text[at].swapcase() + text[at + 1 :]
