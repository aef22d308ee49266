"""Who adjusts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role in the shop: the id of their row there, and how the books name them."""

    staff_id: int
    actor: str


def two_actors(asked: str, approved: str) -> str:
    """How the books name an adjustment of two people; both names fit, however long."""
    return f"asked by {_short(asked)}, approved by {_short(approved)}"


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:79]}…"
