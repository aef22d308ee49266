"""What one rule gave for an order, in its shortest form, and the reason that is stored of it (law T4)."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import Any

import msgspec

from loyalty.engine.basis import share_left
from loyalty.engine.compiled import ReadyRule
from loyalty.engine.decisions import Reason
from loyalty.engine.derived import why_nothing
from loyalty.engine.multipliers import Part, stored
from loyalty.engine.told import Told


class Gain(msgspec.Struct):
    """`up` / `down` is the exact sum before its one rounding; `counted` what a fixed award looked at."""

    told: Told
    ready: ReadyRule
    points: int = 0
    up: int = 0
    down: int = 1
    counted: int = 0
    parts: Sequence[Part] = ()
    extra: Sequence[list[Any]] = ()  # what campaigns with a budget wanted to add, and could
    capped: Sequence[int] = ()  # before and after
    _reason: Reason | None = None

    def reason(self) -> Reason:
        """Enough to recompute the points, and to say them in words; made when somebody first asks."""
        if self._reason is None:
            self._reason = self._told()
        return self._reason

    def _told(self) -> Reason:
        ready, header = self.ready, self.told.header
        if ready.code == "order_fixed":
            reason: Reason = {"code": ready.code, "order": header.name, "award": ready.rate[0]}
            amount = 0
            reason["kept"] = self.counted
        else:
            reason = self._begin()
            amount = self._rate(reason) if ready.code == "order" else self._items(reason)
            reason["basis"] = amount
            self._sum(reason)
        if self.extra:
            reason["extra"] = list(self.extra)
        if self.capped:
            reason["capped"] = list(self.capped)
        reason["points"] = self.points
        if not self.points:
            reason["why"] = "cap" if self.capped else why_nothing(header, amount)
        return reason

    def _begin(self) -> Reason:
        told, ready = self.told, self.ready
        reason: Reason = {
            "code": ready.code,
            "order": told.header.name,
            "currency": told.header.currency,
            "rate": ready.rate_told,
        }
        left_out = told.left_out(ready)
        if left_out:
            reason["left_out"] = left_out
        if ready.rule.sponsor:
            reason["sponsor"] = ready.rule.sponsor
        return reason

    def _rate(self, reason: Reason) -> int:
        """The lines and what else earns; returns the basis."""
        told, ready = self.told, self.ready
        lines = reason["lines"] = self._lines()
        whole: int = sum([line["kept"] for line in lines])
        if told.plain and ready.only_goods:
            return whole
        worked = told.sums(ready)
        left, of = share_left(worked, told.header.cancelled)
        if not ready.chosen:
            whole += worked.more
            if worked.extras:
                reason["extras"] = dict(worked.extras)
        if worked.other_back:
            reason["other_back"] = worked.other_back
            reason["scale"] = str(Fraction(left, of))
        return whole * left // of

    def _items(self, reason: Reason) -> int:
        """The lines that count; returns their pieces."""
        gifts = self.ready.counts.gift_cards
        lines = reason["lines"] = [line for line in self._lines() if gifts or "gift_card" not in line]
        return 0 if self.told.header.cancelled else sum([line["kept_quantity"] for line in lines])

    def _lines(self) -> list[dict[str, Any]]:
        """Those that earn by the rule."""
        lines, bit = self.told.lines(self.ready), self.ready.chosen
        if not bit:
            return lines
        return [line for line, said in zip(lines, self.told.said, strict=True) if said & bit]

    def _sum(self, reason: Reason) -> None:
        """How the number came about."""
        if self.parts:
            reason["parts"] = stored(self.parts)
            reason["stacking"] = self.told.ready.stacking
        shared = gcd(self.up, self.down)
        reason["exact"] = f"{self.up // shared}/{self.down // shared}"
        reason["rounding"] = self.told.ready.rounding
