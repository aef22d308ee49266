"""Who adjusts."""

import re
from dataclasses import dataclass

_BOTH = re.compile(r"asked by (.+), approved by (.+)")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role in the shop: the id of their row there, and how the books name them."""

    staff_id: int
    actor: str


def two_actors(asked: str, approved: str) -> str:
    """How the books name an adjustment of two people; both names fit, however long."""
    return f"asked by {_short(asked)}, approved by {_short(approved)}"


def both(actor: str) -> tuple[str, str] | None:
    """The two of an actor that `two_actors` named; None for anybody else."""
    found = _BOTH.fullmatch(actor)
    return (found[1], found[2]) if found else None


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:79]}…"
