"""What a member did besides buying, as far as it is known; and what was granted when it was decided first."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from loyalty.engine.rules import Proof

Gone = Literal["", "in_review", "refused", "withdrawn", "ended"]
MICRO = 10**6  # quantities are counted in millionths
PROOFS: tuple[Proof, ...] = ("self_declared", "verified", "reviewed")  # each is as good as those before it


class Done(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`gone` says why it does not count: staff have not looked at it yet, or refused it, or the member took it back.

    "ended": it counted and stands no longer, as a consent that was withdrawn: badges go, what was earned stays.
    """

    type: str
    at: datetime
    quantity: int = MICRO
    unit: str = ""
    place: str = ""
    grade: str = ""
    proof: Proof = "verified"
    gone: Gone = ""


def micro(text: str) -> int:
    """'12.5' → 12500000. Raises ValueError for anything but a plain positive number with six decimals at most."""
    whole, _, decimals = text.partition(".")
    plain = whole.isascii() and whole.isdecimal() and len(whole) <= 9 and len(decimals) <= 6
    if not plain or (("." in text) and not (decimals.isascii() and decimals.isdecimal())):
        raise ValueError("write a plain number such as 12.5, with six decimals at most")
    found = int(Decimal(text) * MICRO)
    if not found:
        raise ValueError("nothing was done: the quantity is 0")
    return found


def plain(quantity: int) -> str:
    """12500000 → '12.5'."""
    return f"{(Decimal(quantity) / MICRO).normalize():f}"
