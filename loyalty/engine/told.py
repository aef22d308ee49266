"""One eligible order under its document, with what its rules share: the sums, the campaigns, the multipliers."""

from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

import msgspec

from loyalty.common.money import units
from loyalty.engine.about import About
from loyalty.engine.answers import Seen
from loyalty.engine.awards import POINTS
from loyalty.engine.basis import Basis, LineSum, basis, goods_kept, left_out
from loyalty.engine.combining import Multiplier
from loyalty.engine.compiled import Ready, ReadyCampaign, ReadyRule, outside
from loyalty.engine.decisions import Decision, Outcome, Reason, Telling
from loyalty.engine.document import Document
from loyalty.engine.facts import Header, Line
from loyalty.engine.limits import Allowed
from loyalty.engine.misses import Why, missed
from loyalty.engine.order_rooms import OrderRooms
from loyalty.engine.order_state import OrderState


class Told(msgspec.Struct):
    """An order while its rules are asked; made by `told_of`."""

    document: Document
    ready: Ready
    state: OrderState
    header: Header
    timezone: str
    about: About
    allowed: Allowed | None
    as_of: datetime
    plain: bool  # nothing came back, was taken out, cancelled, or is a gift card
    goods: int  # what the goods came to as ordered
    pieces: int
    unit: int  # minor units in one of the currency
    standing: tuple[Multiplier, ...]
    said: list[int] = []  # what each line answered
    off: dict[str, Why | None] = {}  # by campaign that was asked about
    _seen: Seen | None = None
    _ends: tuple[datetime | None, datetime | None] | None = None
    _factor: Fraction | None = None
    _kept: int | None = None
    _silent: Reason | None = None
    _sums: dict[tuple[bool, ...], Basis] = {}
    _lines: dict[tuple[bool, ...], list[dict[str, Any]]] = {}
    _left_out: dict[tuple[bool, ...], dict[str, int]] = {}
    _rooms: OrderRooms | None = None

    @property
    def seen(self) -> Seen:
        """The order as conditions look at it."""
        if self._seen is None:
            at = self.header.processed_at
            self._seen = Seen(header=self.header, about=self.about, at=at, timezone=self.timezone)
        return self._seen

    @property
    def rooms(self) -> OrderRooms:
        """What limits leave the order."""
        if self._rooms is None:
            self._rooms = OrderRooms(self.allowed or Allowed(), self.header.processed_at, self.timezone)
        return self._rooms

    @property
    def silent(self) -> Reason:
        """The reason of rules that did not fire."""
        if self._silent is None:
            self._silent = {"code": "ineligible", "why": "not_fired", "order": self.header.name}
        return self._silent

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """The planned end of points earned now, and until when earning them keeps all points alive."""
        if self._ends is None:
            self._ends = self.ready.day_ends.of(self.header.processed_at, self.timezone)
        return self._ends

    def ends_in(self, currency: str) -> datetime | None:
        """The planned end of what is earned now in one of the other currencies."""
        return lot_ends(self.document, currency, self.header.processed_at, self.timezone)

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
            of_tier = None if self.about.plans else self.ready.of_tier.get(self.about.tier)
            self._factor = of_tier or self.ready.factors[self.standing]
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
            if self.plain and ready.only_goods:
                known = [kept_line(line) for line in self.header.lines]
            else:
                known = [line_told(line) for line in self.sums(ready).lines]
            self._lines[ready.counted] = known
        return known

    def left_out(self, ready: ReadyRule) -> dict[str, int]:
        """What of the order did not earn by the rule's switches."""
        known = self._left_out.get(ready.counted)
        if known is None:
            header = self.header
            known = dict(left_out(self.state, header, ready.counts)) if header.shipping or header.tip else {}
            if header.tax and not ready.counts.tax:
                known["tax"] = header.tax
            self._left_out[ready.counted] = known
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

    def decision(
        self,
        rule: str,
        points: int,
        because: Reason | Telling,
        hold_days: int,
        currency: str = POINTS,
        to: Literal["member", "advocate"] = "member",
    ) -> Decision:
        """What a rule gives for the order."""
        at = self.header.processed_at
        available = self.ready.day_holds.of(at, hold_days, self.timezone) if hold_days else at
        outcome: Outcome = "awarded" if points else "zero"
        if currency != POINTS:
            ends = self.ends_in(currency)
            return Decision(
                rule, outcome, points, because, at, available, self.as_of, ends, None, to, currency
            )
        expires_at, keeps_until = self._ends or self.ends
        if not self.ready.decays:
            return Decision(
                rule, outcome, points, because, at, available, self.as_of, expires_at, keeps_until, to
            )
        shares = lot_shares(self.document, at, self.timezone)
        return Decision(
            rule, outcome, points, because, at, available, self.as_of, expires_at, keeps_until, to,
            shares=shares,
        )  # fmt: skip


def told_of(
    document: Document,
    state: OrderState,
    header: Header,
    *,
    timezone: str,
    about: About,
    allowed: Allowed | None,
) -> Told:
    """An eligible order, before anything is asked of it. Raises NotMoney for an impossible currency."""
    plain, goods, pieces = not (state.refunds or header.cancelled), 0, 0
    for line in header.lines:
        pieces += line.quantity
        if line.gift_card:
            plain = False
            continue
        goods += line.net
        if line.current < line.quantity:
            plain = False
    ready = document.ready
    standing = ready.standings.get(about.tier, ())
    return Told(
        document,
        ready,
        state,
        header,
        timezone,
        about,
        allowed,
        latest_news(state, header) if state.refunds else header.updated_at,
        plain,
        goods,
        pieces,
        units(header.currency),
        standing + _plans_standing(ready, about) if about.plans else standing,
    )


def _plans_standing(ready: Ready, about: About) -> tuple[Multiplier, ...]:
    """The member's plans, as multipliers other than 1."""
    factors = ready.plan_factors
    return tuple(("plan", plan, factors[plan]) for plan in about.plans if factors.get(plan, 1) != 1)


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


def kept_line(line: Line) -> dict[str, Any]:
    """The same of goods that were all kept."""
    return {
        "id": line.id,
        "title": line.title,
        "quantity": line.quantity,
        "kept_quantity": line.quantity,
        "net": line.net,
        "back": 0,
        "kept": line.net,
    }
