"""Who puts letters into words: rooms above this one, found through settings.LETTER_TELLERS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from loyalty.notices.kinds import BY_ID
from loyalty.shops.models import Shop

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One letter that is about to be sent. The member's language and the shop's time zone are active."""

    shop: Shop
    member_id: int
    kind: str
    facts: Mapping[str, Any]
    now: datetime


class Teller(Protocol):
    """A module with these two."""

    def values(self, asked: Asked) -> Values | None:
        """What the kind's own placeholders stand for, and the balance; None when it is no longer true."""

    def told(self, asked: Asked) -> None:
        """The letter was handed over; called in the transaction that writes this down."""


def teller_of(kind: str) -> Teller:
    """KeyError for a kind that is none."""
    return cast(Teller, import_module(f"{settings.LETTER_TELLERS}.{BY_ID[kind].teller}"))
