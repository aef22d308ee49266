"""What one order rule gives: basis or pieces, times its rate, times who buys and what is on, within its limits."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.awards import PerItem, Rate, amount_of
from loyalty.engine.decisions import MOST, Decision, Reason
from loyalty.engine.exact import rounded
from loyalty.engine.facts import Unreadable
from loyalty.engine.limits import rule_key
from tests.engine.slow.basis import Basis, LineSum
from tests.engine.slow.compiled import ReadyCampaign, ReadyRule
from tests.engine.slow.derived import why_nothing
from tests.engine.slow.multipliers import ONE, chosen, parts, stored
from tests.engine.slow.told import Told, line_told

Chosen = Sequence[tuple[int, LineSum]]


def earned(told: Told, ready: ReadyRule) -> Decision | None:
    """The decision of a rule that fired; None when its limit leaves nothing. Raises Unreadable for too much."""
    rule, award = ready.rule, ready.award
    key = rule_key(rule, told.member, told.header.processed_at, told.timezone) if rule.limit else None
    if key and rule.limit and not told.rooms.room(told.granted, key, size=rule.limit.times):
        return None
    worked = told.sums(ready)
    lines = chosen(told, ready, worked)
    if isinstance(award, Rate):
        points, reason = _by_rate(told, ready, award, worked, lines)
    elif isinstance(award, PerItem):
        points, reason = _by_piece(told, ready, award, worked, lines)
    else:
        points, reason = _fixed(told, amount_of(award), worked, lines)
    points = _capped(told, ready, points, reason)
    if key and rule.limit and points:
        told.rooms.grant(told.granted, key, wanted=1, size=rule.limit.times)
    reason["points"] = points
    if not points and "why" not in reason:
        reason["why"] = "cap" if "capped" in reason else why_nothing(told.header, reason.get("basis", 0))
    return told.decision(rule.id, points, reason, hold_days=rule.hold_days, currency=ready.currency)


def _by_rate(told: Told, ready: ReadyRule, award: Rate, worked: Basis, lines: Chosen) -> tuple[int, Reason]:
    header = told.header
    extras = 0 if ready.lines else sum([amount for _, amount in worked.extras])
    amounts = [(place, line.kept) for place, line in lines]
    scale = _left(worked, header.cancelled)
    rate = award.exact * scale / 10 ** exponent(header.currency)
    reason = _reason(told, ready, worked)
    reason["lines"] = told.lines(ready) if ready.lines is None else [line_told(line) for _, line in lines]
    reason["rate"] = [award.points, str(award.per)]
    if worked.extras and ready.lines is None:
        reason["extras"] = dict(worked.extras)
    if worked.other_back:
        reason |= {"other_back": worked.other_back, "scale": str(scale)}
    reason["basis"] = _basis(lines, extras, scale)
    return _multiplied(told, ready, rate, amounts, extras, reason), reason


def _by_piece(
    told: Told, ready: ReadyRule, award: PerItem, worked: Basis, lines: Chosen
) -> tuple[int, Reason]:
    cancelled = told.header.cancelled
    gifts = ready.counts.gift_cards
    counted = [(place, line) for place, line in lines if gifts or not line.gift_card]
    pieces = [(place, line.kept_quantity) for place, line in counted]
    reason = _reason(told, ready, worked)
    reason |= {
        "code": "items",
        "rate": [award.points, award.per_item],
        "lines": [line_told(line) for _, line in counted],
    }
    reason["basis"] = 0 if cancelled else sum([amount for _, amount in pieces])
    rate = Fraction(0) if cancelled else Fraction(award.points, award.per_item)
    return _multiplied(told, ready, rate, pieces, 0, reason), reason


def _fixed(told: Told, award: int, worked: Basis, lines: Chosen) -> tuple[int, Reason]:
    """While anything is kept of the lines that earn."""
    kept = 0 if told.header.cancelled else max(0, sum([line.kept for _, line in lines]) - worked.other_back)
    pieces = 0 if told.header.cancelled else sum([line.kept_quantity for _, line in lines])
    reason: Reason = {
        "code": "order_fixed",
        "order": told.header.name,
        "award": award,
        "kept": kept or pieces,
    }
    if not reason["kept"]:
        reason["why"] = why_nothing(told.header, 0)
        return 0, reason
    return award, reason


def _multiplied(
    told: Told,
    ready: ReadyRule,
    rate: Fraction,
    amounts: Sequence[tuple[int, int]],
    extras: int,
    reason: Reason,
) -> int:
    """Rounds once what campaigns without a budget give; then what each budget lets its campaign add."""
    rounding = told.document.points.rounding
    on = [one for one in ready.campaigns if told.why_off(one) is None]
    free = [one for one in on if not one.campaign.budget]
    made = parts(told, ready, amounts, extras, free)
    exact = rate * sum([part.factor * part.amount for part in made], Fraction(0))
    points = rounded(exact, rounding)
    reason["exact"] = f"{exact.numerator}/{exact.denominator}"
    reason["rounding"] = rounding
    if len(made) > 1 or made[0].factor != 1:
        reason["parts"] = stored(made)
        reason["stacking"] = told.document.stacking
    if len(free) < len(on):
        points = _with_budgets(told, ready, exact, (rate, amounts, extras), on, reason)
    if points > MOST:
        raise Unreadable(
            f"order {told.header.name}: would earn more than {MOST:,} points; check the rule {ready.rule.id!r}"
        )
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
        given = min(more, Fraction(told.budget(one.campaign, ready.rule.id)))
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
        capped = max(0, min(capped, told.room(cap, ready.rule.id)))
    if capped < points:
        reason["capped"] = [points, capped]
    cut = points - capped
    for campaign, _, given in reversed(reason.get("extra", ())):
        none = cut and cut >= given  # nothing of it is left, no fraction either
        told.spend(campaign, 0 if none else max(0, told.taking[campaign] - cut), ready.rule.id)
        cut -= min(cut, given)
    for cap in ready.caps:
        told.take(cap, capped, ready.rule.id)
    return capped


def _left(worked: Basis, cancelled: bool) -> Fraction:
    """The share of the basis that cancelling, and refunds without a line, leave."""
    if cancelled:
        return Fraction(0)
    if not worked.other_back:
        return ONE
    whole = sum([line.kept for line in worked.lines]) + sum([amount for _, amount in worked.extras])
    return Fraction(max(0, whole - worked.other_back), whole) if whole > 0 else Fraction(0)


def _basis(lines: Chosen, extras: int, scale: Fraction) -> int:
    return (sum([line.kept for _, line in lines]) + extras) * scale.numerator // scale.denominator


def _reason(told: Told, ready: ReadyRule, worked: Basis) -> Reason:
    """The stored trace of one order award: enough to recompute the points and to say them in words (law T4)."""
    header = told.header
    reason: Reason = {"code": "order", "order": header.name, "currency": header.currency}
    left_out = dict(worked.left_out)
    if header.tax and not ready.counts.tax:
        left_out["tax"] = header.tax
    if left_out:
        reason["left_out"] = left_out
    if ready.rule.sponsor:
        reason["sponsor"] = ready.rule.sponsor
    return reason
