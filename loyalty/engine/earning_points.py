"""What one order rule gives: basis or pieces, times its rate, times who buys and what is on, within its limits."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, gcd
from typing import Any

from loyalty.engine.awards import PerItem, Rate, amount_of
from loyalty.engine.basis import Basis, LineSum
from loyalty.engine.compiled import ReadyCampaign, ReadyRule
from loyalty.engine.decisions import MOST, Decision, Reason
from loyalty.engine.derived import why_nothing
from loyalty.engine.exact import rounded, rounded_ratio
from loyalty.engine.facts import Unreadable
from loyalty.engine.limits import rule_key
from loyalty.engine.multipliers import Part, chosen, parts, stored
from loyalty.engine.told import Told, line_told

Chosen = Sequence[tuple[int, LineSum]]
Ratio = tuple[int, int]  # numerator, positive denominator


def earned(told: Told, ready: ReadyRule) -> Decision | None:
    """The decision of a rule that fired; None when its limit leaves nothing. Raises Unreadable for too much."""
    rule, award = ready.rule, ready.award
    key = rule_key(rule, told.member, told.header.processed_at, told.timezone) if rule.limit else None
    if key and rule.limit and not told.rooms.room(told.granted, key, size=rule.limit.times):
        return None
    worked = told.sums(ready)
    if isinstance(award, Rate):
        points, reason = _by_rate(told, ready, worked)
    elif isinstance(award, PerItem):
        points, reason = _by_piece(told, ready, worked)
    else:
        points, reason = _fixed(told, ready, amount_of(award), worked)
    if ready.caps or "extra" in reason:
        points = _capped(told, ready, points, reason)
    if key and rule.limit and points:
        told.rooms.grant(told.granted, key, wanted=1, size=rule.limit.times)
    reason["points"] = points
    if not points and "why" not in reason:
        reason["why"] = "cap" if "capped" in reason else why_nothing(told.header, reason.get("basis", 0))
    return told.decision(ready.id, points, reason, hold_days=rule.hold_days, currency=ready.currency)


def _by_rate(told: Told, ready: ReadyRule, worked: Basis) -> tuple[int, Reason]:
    up, down = ready.rate
    left, of = _left(worked, told.header.cancelled)
    rate = (up * left, down * of * told.minor)
    reason = _reason(told, ready, "order")
    if ready.lines is None:
        lines: Chosen = ()
        goods, extras = worked.goods, worked.more
        reason["lines"] = told.lines(ready)
        if worked.extras:
            reason["extras"] = dict(worked.extras)
    else:
        lines = chosen(told, ready, worked)
        goods, extras = sum([line.kept for _, line in lines]), 0
        reason["lines"] = [line_told(line) for _, line in lines]
    if worked.other_back:
        reason["other_back"] = worked.other_back
        reason["scale"] = str(Fraction(left, of))
    reason["basis"] = (goods + extras) * left // of
    if not ready.campaigns:
        return _simply(told, ready, rate, goods + extras, reason), reason
    amounts = [(place, line.kept) for place, line in lines or enumerate(worked.lines)]
    return _multiplied(told, ready, rate, amounts if lines or not ready.lines else [], extras, reason), reason


def _by_piece(told: Told, ready: ReadyRule, worked: Basis) -> tuple[int, Reason]:
    cancelled = told.header.cancelled
    gifts = ready.counts.gift_cards
    counted = [(place, line) for place, line in chosen(told, ready, worked) if gifts or not line.gift_card]
    pieces = [(place, line.kept_quantity) for place, line in counted]
    whole = sum([amount for _, amount in pieces])
    reason = _reason(told, ready, "items")
    reason["lines"] = [line_told(line) for _, line in counted]
    reason["basis"] = 0 if cancelled else whole
    rate = (0, 1) if cancelled else ready.rate
    if not ready.campaigns:
        return _simply(told, ready, rate, whole, reason), reason
    return _multiplied(told, ready, rate, pieces, 0, reason), reason


def _fixed(told: Told, ready: ReadyRule, award: int, worked: Basis) -> tuple[int, Reason]:
    """While anything is kept of the lines that earn."""
    kept = 0
    if not told.header.cancelled:
        lines = worked.lines if ready.lines is None else [line for _, line in chosen(told, ready, worked)]
        kept = max(0, sum([line.kept for line in lines]) - worked.other_back)
        kept = kept or sum([line.kept_quantity for line in lines])
    reason: Reason = {"code": "order_fixed", "order": told.header.name, "award": award, "kept": kept}
    if not kept:
        reason["why"] = why_nothing(told.header, 0)
        return 0, reason
    return award, reason


def _simply(told: Told, ready: ReadyRule, rate: Ratio, amount: int, reason: Reason) -> int:
    """Without campaigns: the whole amount at who the member is, rounded once."""
    up, down = rate[0] * amount, rate[1]
    if told.standing and ready.multiplied and told.factor != 1:
        factor = told.factor
        up, down = up * factor.numerator, down * factor.denominator
        reason["parts"] = stored([Part(amount, factor, told.standing)])
        reason["stacking"] = told.document.stacking
    return _once(told, ready, up, down, reason)


def _once(told: Told, ready: ReadyRule, up: int, down: int, reason: Reason) -> int:
    """The one rounding."""
    rounding = told.document.points.rounding
    points = rounded_ratio(up, down, rounding)
    shared = gcd(up, down)
    reason["exact"] = f"{up // shared}/{down // shared}"
    reason["rounding"] = rounding
    _not_too_much(told, ready, points)
    return points


def _not_too_much(told: Told, ready: ReadyRule, points: int) -> None:
    if points > MOST:
        raise Unreadable(
            f"order {told.header.name}: would earn more than {MOST:,} points; check the rule {ready.id!r}"
        )


def _multiplied(
    told: Told,
    ready: ReadyRule,
    rate: Ratio,
    amounts: Sequence[tuple[int, int]],
    extras: int,
    reason: Reason,
) -> int:
    """Rounds once what campaigns without a budget give; then what each budget lets its campaign add."""
    on = [one for one in ready.campaigns if told.why_off(one) is None]
    free = [one for one in on if not one.campaign.budget]
    made = parts(told, ready, amounts, extras, free)
    by = Fraction(*rate)
    exact = by * sum([part.factor * part.amount for part in made], Fraction(0))
    if len(made) > 1 or made[0].factor != 1:
        reason["parts"] = stored(made)
        reason["stacking"] = told.document.stacking
    points = _once(told, ready, exact.numerator, exact.denominator, reason)
    if len(free) < len(on):
        points = _with_budgets(told, ready, exact, (by, amounts, extras), on, reason)
        _not_too_much(told, ready, points)
    return points


def _with_budgets(
    told: Told,
    ready: ReadyRule,
    exact: Fraction,
    summed: tuple[Fraction, Sequence[tuple[int, int]], int],
    on: Sequence[ReadyCampaign],
    reason: Reason,
) -> int:
    """Adds campaign by campaign what it makes more, as far as its budget goes; kept in the reason as "extra".

    All of it is exact until the end: differences of rounded sums would give more for less (laws A1, R3).
    """
    rate, amounts, extras = summed
    together = [one for one in on if not one.campaign.budget]
    budgeted = [one for one in on if one.campaign.budget]
    rounding, best = told.document.points.rounding, told.document.stacking == "best"
    before, whole, points = exact, exact, rounded(exact, rounding)
    extra: list[list[Any]] = []
    for one in budgeted:
        together.append(one)
        made = parts(told, ready, amounts, extras, together)
        after = rate * sum([part.factor * part.amount for part in made], Fraction(0))
        # The highest holds: what a campaign without room does not pay, the next one that is as high does.
        more = max(Fraction(0), after - (whole if best else before))
        given = min(more, Fraction(told.budget(one.campaign, ready.id)))
        sums = rounded(whole + more, rounding), rounded(whole + given, rounding)
        extra.append([one.campaign.id, sums[0] - points, sums[1] - points])
        # With several a fraction of one may round up with that of another: each keeps room for its own.
        told.taking[one.campaign.id] = sums[1] - points if len(budgeted) == 1 else ceil(given)
        before, whole, points = max(before, after), whole + given, sums[1]
    reason["extra"] = extra
    return points


def _capped(told: Told, ready: ReadyRule, points: int, reason: Reason) -> int:
    """Cuts to the room that is left under every cap, campaigns' extras first; then takes the room there is."""
    capped = points
    for cap in ready.caps:
        capped = max(0, min(capped, told.room(cap, ready.id)))
    if capped < points:
        reason["capped"] = [points, capped]
    cut = points - capped
    for campaign, _, given in reversed(reason.get("extra", ())):
        none = cut and cut >= given  # nothing of it is left, no fraction either
        told.spend(campaign, 0 if none else max(0, told.taking[campaign] - cut), ready.id)
        cut -= min(cut, given)
    for cap in ready.caps:
        told.take(cap, capped, ready.id)
    return capped


def _left(worked: Basis, cancelled: bool) -> Ratio:
    """The share of the basis that cancelling, and refunds without a line, leave."""
    if cancelled:
        return 0, 1
    if not worked.other_back:
        return 1, 1
    whole = worked.goods + worked.more
    return (max(0, whole - worked.other_back), whole) if whole > 0 else (0, 1)


def _reason(told: Told, ready: ReadyRule, code: str) -> Reason:
    """The stored trace of one order award: enough to recompute the points and to say them in words (law T4)."""
    header = told.header
    reason: Reason = {
        "code": code,
        "order": header.name,
        "currency": header.currency,
        "rate": ready.rate_told,
    }
    left_out = told.left_out(ready)
    if left_out:
        reason["left_out"] = left_out
    if ready.rule.sponsor:
        reason["sponsor"] = ready.rule.sponsor
    return reason
