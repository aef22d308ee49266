"""The terms of an order: whose first it is, who brought them, what was known of the member and the goods.

They are pinned by the order's first award. The desk and `replay` both decide through here; they differ only in
where members, orders and rooms are kept.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from loyalty.engine.about import NOBODY, About, from_terms, to_terms
from loyalty.engine.bringing import Brought
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document
from loyalty.engine.earning import decide_order
from loyalty.engine.limits import Allowed, Rooms
from loyalty.engine.order_state import OrderState
from loyalty.engine.suspicion import Verdict

Terms = dict[str, Any]  # version, first, advocate; verdict, about and granted where there is something


@dataclass(slots=True)
class Firsts:
    """Members who have no order with pinned terms yet, with their advocates; and what became of looking at it."""

    open: dict[int, int | None] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)

    def is_first(self, member_id: int | None) -> bool:
        """Whether an order of this member would be the first."""
        return member_id in self.open

    def advocate(self, member_id: int | None) -> int | None:
        """Who brought the member, for a first order."""
        return self.open.get(member_id) if member_id is not None else None

    def brought(self, member_id: int | None, by: Terms) -> Brought | None:
        """By whom, and the latest verdict: what is known now, else what the terms say."""
        advocate = by.get("advocate")
        if advocate is None or member_id is None:
            return None
        pinned: Verdict = by.get("verdict") or "passed"
        return Brought(advocate, self.verdicts.get(member_id, pinned))

    def taken(self, member_id: int | None) -> None:
        """The member's first order was pinned."""
        if member_id is not None:
            self.open.pop(member_id, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules say of an order. `pin` are the terms to keep from now on, None when there is nothing new."""

    decisions: list[Decision]
    advocate: int | None
    pin: Terms | None
    about: About = NOBODY


def asks(document: Document) -> bool:
    """Whether anything in the document depends on an order being the first."""
    return bool(document.first_order_rules or document.referral)


def _as_pinned(pinned: About | None) -> About:
    return pinned or NOBODY


def _news(seen: About, pinned: About, granted: Mapping[str, int], before: Mapping[str, int]) -> Terms:
    """What the terms do not say yet."""
    more: Terms = {"granted": granted} if granted != before else {}
    return more | ({"about": to_terms(seen)} if seen != pinned else {})


def _looked_at(brought: Brought | None, by: Terms) -> Terms:
    """A verdict on who brought the member that the terms do not say yet."""
    news = brought is not None and brought.verdict != by.get("verdict", "passed")
    return {"verdict": brought.verdict} if brought and news else {}


def _worth_pinning(decisions: list[Decision], brought: Brought | None) -> bool:
    """Something was given, or will be when somebody has looked at it."""
    return any(one.points for one in decisions) or (brought is not None and brought.verdict == "held")


def decide_by_terms(
    document: Document | None,
    state: OrderState,
    *,
    version: int,
    terms: Terms | None,
    member_id: int | None,
    known: Firsts,
    timezone: str,
    about: Callable[[About | None], About] = _as_pinned,
    rooms: Rooms | None = None,
    held: Collection[str] | None = None,
) -> Asked:
    """Decides by the order's pinned terms, or by those it would pin now; `known` forgets a first that is taken.

    `document` and `version` are those pinned in `terms`, else those live when the order was placed; `about` may
    add to what is pinned, `rooms` keep what is granted. Raises Unreadable."""
    by = terms or {"first": known.is_first(member_id), "advocate": known.advocate(member_id)}
    advocate, before, pinned = by.get("advocate"), by.get("granted", {}), from_terms(terms)
    brought = known.brought(member_id, by) if by.get("first") else None
    seen = about(pinned if terms else None)
    allowed = Allowed(rooms or Rooms(), dict(before), member_id or 0)
    decisions = decide_order(
        document,
        state,
        recognised=member_id is not None,
        timezone=timezone,
        first=by.get("first", False),
        brought=brought,
        about=seen,
        allowed=allowed,
        held=held,
    )
    more = _news(seen, pinned, allowed.granted, before) | _looked_at(brought, by)
    if terms is not None:
        return Asked(decisions, advocate, terms | more if more else None, seen)
    if document is None or not _worth_pinning(decisions, brought):
        return Asked(decisions, advocate, None, seen)
    known.taken(member_id)
    return Asked(decisions, advocate, {"version": version} | by | more, seen)
