"""One eligible order under its document, with what its rules share: the sums, the campaigns, the multipliers."""

from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from loyalty.common.money import exponent
from loyalty.engine.about import About
from loyalty.engine.answers import Seen
from loyalty.engine.awards import POINTS
from loyalty.engine.basis import Basis, LineSum, basis, goods_kept
from loyalty.engine.calendar import plus_days
from loyalty.engine.combining import Multiplier, combine
from loyalty.engine.compiled import ReadyCampaign, ReadyRule, outside
from loyalty.engine.decisions import Decision, Reason
from loyalty.engine.document import Document
from loyalty.engine.facts import Header
from loyalty.engine.limits import Allowed, Key, budget_key, cap_key
from loyalty.engine.misses import Why, missed
from loyalty.engine.order_state import OrderState
from loyalty.engine.rules import Campaign, Cap


class Told:
    """An order while its rules are asked."""

    __slots__ = (
        "_caps", "_ends", "_factor", "_kept", "_left_out", "_lines", "_sums", "about", "as_of", "capped",
        "document", "got", "granted", "header", "member", "minor", "most", "off", "rooms", "seen", "shares",
        "silent", "spent", "standing", "state", "taking", "timezone",
    )  # fmt: skip

    def __init__(
        self,
        document: Document,
        state: OrderState,
        header: Header,
        *,
        timezone: str,
        about: About,
        allowed: Allowed,
    ) -> None:
        at = header.processed_at
        self.document, self.state, self.header, self.timezone = document, state, header, timezone
        self.about = about
        self.rooms, self.granted, self.member = allowed.rooms, allowed.granted, allowed.member
        self.seen = Seen(header=header, about=about, at=at, timezone=timezone)
        self.as_of = latest_news(state, header)
        self.shares = lot_shares(document, at, timezone)
        self.minor = 10 ** exponent(header.currency)
        self.standing = _standing(document, about)
        self.silent: Reason = {"code": "ineligible", "why": "not_fired", "order": header.name}
        self.capped: dict[str, int] = {}  # points under each cap by the rules asked before
        self._sums: dict[tuple[bool, ...], Basis] = {}
        self._lines: dict[tuple[bool, ...], list[dict[str, Any]]] = {}
        self.off: dict[str, Why | None] = {}  # by campaign that was asked about
        self.spent: dict[str, int] = {}  # of each budget by the rules asked before
        self.got: dict[str, int] = {}  # by rule/room
        self.most: dict[str, int] | None = None  # by rule/room, where rooms cross
        self.taking: dict[str, int] = {}  # of each budget by the rule being asked, before caps
        self._caps: dict[str, Key | None] = {}
        self._left_out: dict[tuple[bool, ...], dict[str, int]] = {}
        self._ends: tuple[datetime | None, datetime | None] | None = None
        self._factor: Fraction | None = None
        self._kept: int | None = None

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """The planned end of points earned now, and until when earning them keeps all points alive."""
        if self._ends is None:
            document, at, timezone = self.document, self.header.processed_at, self.timezone
            self._ends = lot_ends(document, POINTS, at, timezone), kept_until(document, at, timezone)
        return self._ends

    @property
    def kept(self) -> int:
        """The goods that were kept."""
        if self._kept is None:
            self._kept = goods_kept(self.state)
        return self._kept

    @property
    def factor(self) -> Fraction:
        """Who the member is, as one factor."""
        if self._factor is None:
            self._factor = combine(self.document.stacking, self.standing)
        return self._factor

    def sums(self, ready: ReadyRule) -> Basis:
        """The basis by the rule's switches, worked once."""
        known = self._sums.get(ready.counted)
        if known is None:
            known = self._sums[ready.counted] = basis(self.state, ready.counts)
        return known

    def lines(self, ready: ReadyRule) -> list[dict[str, Any]]:
        """The lines of that basis for a reason, made once."""
        known = self._lines.get(ready.counted)
        if known is None:
            known = self._lines[ready.counted] = [line_told(line) for line in self.sums(ready).lines]
        return known

    def left_out(self, ready: ReadyRule) -> dict[str, int]:
        """What of the order did not earn by the rule's switches."""
        known = self._left_out.get(ready.counted)
        if known is None:
            known = self._left_out[ready.counted] = dict(self.sums(ready).left_out)
            if self.header.tax and not ready.counts.tax:
                known["tax"] = self.header.tax
        return known

    def why_off(self, ready: ReadyCampaign) -> Why | None:
        """Why the campaign is not on for this order; None when it is."""
        name = ready.campaign.id
        if name not in self.off:
            self.off[name] = self._why_off(ready)
        return self.off[name]

    def _why_off(self, ready: ReadyCampaign) -> Why | None:
        why = outside(ready.campaign, self.seen.local)
        if why or ready.when is None:
            return why or None
        miss = ready.when(self.seen, None)
        return missed(self.seen, miss) if miss is not None else None

    def room(self, cap: Cap, rule: str) -> int:
        """How much more a rule may have under a cap."""
        key = self._cap_key(cap)
        room = cap.points if key is None else self.rooms.room(self.granted, key, size=cap.points)
        return self._at_most(rule, f"cap:{cap.id}", room - self.capped.get(cap.id, 0))

    def take(self, cap: Cap, points: int, rule: str) -> None:
        """Takes room under a cap for a rule."""
        self.got[f"{rule}/cap:{cap.id}"] = points
        self.capped[cap.id] = self.capped.get(cap.id, 0) + points
        key = self._cap_key(cap)
        if key is not None and points:
            self.rooms.grant(self.granted, key, wanted=self.capped[cap.id], size=cap.points)

    def _cap_key(self, cap: Cap) -> Key | None:
        if cap.id not in self._caps:
            self._caps[cap.id] = cap_key(cap, self.member, self.header.processed_at, self.timezone)
        return self._caps[cap.id]

    def budget(self, campaign: Campaign, rule: str) -> int:
        """How much more a campaign's budget has for a rule."""
        room = self.rooms.room(self.granted, budget_key(campaign), size=campaign.budget or 0)
        return max(0, self._at_most(rule, f"campaign:{campaign.id}", room - self.spent.get(campaign.id, 0)))

    def _at_most(self, rule: str, name: str, room: int) -> int:
        return room if self.most is None or not rule else min(room, self.most.get(f"{rule}/{name}", 0))

    def spend(self, name: str, points: int, rule: str) -> None:
        """Takes from a campaign's budget for a rule."""
        self.got[f"{rule}/campaign:{name}"] = points
        if points:
            self.spent[name] = self.spent.get(name, 0) + points
            one = next(one for one in self.document.campaigns if one.id == name)
            self.rooms.grant(self.granted, budget_key(one), wanted=self.spent[name], size=one.budget or 0)

    def decision(
        self,
        rule: str,
        points: int,
        reason: Reason,
        *,
        hold_days: int,
        to: Literal["member", "advocate"] = "member",
        currency: str = POINTS,
    ) -> Decision:
        at = self.header.processed_at
        if currency == POINTS:
            expires_at, keeps_until = self.ends
        else:
            expires_at, keeps_until = lot_ends(self.document, currency, at, self.timezone), None
        return Decision(
            rule,
            "awarded" if points else "zero",
            points,
            reason,
            at,
            plus_days(at, hold_days, self.timezone) if hold_days else at,
            self.as_of,
            expires_at,
            keeps_until,
            to,
            currency,
            shares=self.shares if currency == POINTS else (),
        )


def _standing(document: Document, about: About) -> tuple[Multiplier, ...]:
    """Who the member is, as multipliers other than 1."""
    ready = document.ready
    if not (about.tier or about.plans):
        return ()
    found = [("tier", about.tier, ready.tier_factors[about.tier])] if about.tier in ready.tier_factors else []
    found += [("plan", plan, ready.plan_factors[plan]) for plan in about.plans if plan in ready.plan_factors]
    return tuple(one for one in found if one[2] != 1)


def latest_news(state: OrderState, header: Header) -> datetime:
    """When the last thing happened that is known of the order."""
    if not state.refunds:
        return header.updated_at
    return max(header.updated_at, *(refund.at for refund in state.refunds))


def lot_ends(document: Document, currency: str, earned_at: datetime, timezone: str) -> datetime | None:
    """The planned end of what is earned at a moment in one of the programme's currencies."""
    expiry = document.expiries.get(currency)
    return expiry.lot_ends(earned_at, timezone) if expiry else None


def lot_shares(
    document: Document, earned_at: datetime, timezone: str
) -> tuple[tuple[int, datetime | None], ...]:
    """The shares of points that end at different times; empty where all end together."""
    expiry = document.expiry
    return expiry.shares(earned_at, timezone) if expiry and expiry.decay else ()


def kept_until(document: Document, active_at: datetime, timezone: str) -> datetime | None:
    """Until when earning or spending at a moment keeps points alive."""
    return document.expiry.kept_until(active_at, timezone) if document.expiry else None


def line_told(line: LineSum) -> dict[str, Any]:
    """One line of a basis, for a reason."""
    told: dict[str, Any] = {
        "id": line.line,
        "title": line.title,
        "quantity": line.quantity,
        "kept_quantity": line.kept_quantity,
        "net": line.net,
        "back": line.back,
        "kept": line.kept,
    }
    if line.gift_card:
        told["gift_card"] = True
    return told
