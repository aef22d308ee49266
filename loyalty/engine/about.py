"""What was known of a member and of the goods when an order's terms were pinned. It never changes for the order."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import structs

from loyalty.engine.goods import ProductFacts


class About(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The member and the goods, as conditions ask about them."""

    tier: str = ""
    plans: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    orders_before: int = 0
    joined_at: datetime | None = None
    birthday_month: int = 0
    goods: dict[str, ProductFacts] = {}  # by line
    cycles: dict[str, int] = {}  # by line: which subscription order of it this is

    def with_goods(self, goods: dict[str, ProductFacts]) -> "About":
        return structs.replace(self, goods=goods)


NOBODY = About()


def from_terms(terms: Mapping[str, object] | None) -> About:
    """The About that was pinned; NOBODY where none was."""
    told = terms.get("about") if terms else None
    return msgspec.convert(told, About) if told else NOBODY


def to_terms(about: About) -> dict[str, object]:
    """JSON-ready; from_terms({"about": to_terms(a)}) == a."""
    plain: dict[str, object] = msgspec.to_builtins(about)
    return plain
