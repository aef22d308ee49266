"""What one order rule gives: basis or pieces, times its rate, times who buys and what is on, within its limits."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from loyalty.engine.basis import Basis, share_left
from loyalty.engine.compiled import ReadyCampaign, ReadyRule
from loyalty.engine.decisions import MOST, Decision
from loyalty.engine.exact import rounded, rounded_ratio
from loyalty.engine.facts import Unreadable
from loyalty.engine.gains import Gain
from loyalty.engine.multipliers import Part, chosen, parts
from loyalty.engine.told import Told

Ratio = tuple[int, int]  # numerator, positive denominator
Amounts = Sequence[tuple[int, int]]  # place in the order, how much


def earned(told: Told, ready: ReadyRule) -> Decision | None:
    """The decision of a rule that fired; None when its limit leaves nothing. Raises Unreadable for too much."""
    if told.plain and ready.simple:
        return _simply_earned(told, ready)
    limit = ready.limit
    if limit is not None and not told.rooms.may_have(ready.rule, limit):
        return None
    gain = Gain(told, ready)
    points = _BY_CODE[ready.code](told, ready, gain, told.sums(ready))
    if ready.caps or gain.extra:
        points = _capped(told, ready, points, gain)
    if limit is not None and points:
        told.rooms.had(ready.rule, limit)
    gain.points = points
    return told.decision(ready.id, points, gain, ready.hold_days, ready.currency)


def _simply_earned(told: Told, ready: ReadyRule) -> Decision:
    """The same where all goods were kept, only goods count, and nothing limits or raises it: nearly always."""
    bit, (up, down) = ready.chosen, ready.rate
    if ready.code == "items":
        if bit:
            said = told.said
            amount = sum([line.quantity for place, line in enumerate(told.header.lines) if said[place] & bit])
        else:
            amount = told.pieces
    else:
        if bit:
            said = told.said
            amount = sum([line.net for place, line in enumerate(told.header.lines) if said[place] & bit])
        else:
            amount = told.goods
        down *= told.unit
    gain = Gain(told, ready)
    if ready.code == "order_fixed":
        gain.counted = amount
        points = up if amount > 0 else _by_order(told, ready, gain, told.sums(ready))
    elif told.standing and ready.multiplied:
        points = _simply(told, ready, (up, down), amount, gain)
    else:
        gain.up, gain.down = up * amount, down
        points = rounded_ratio(up * amount, down, told.ready.rounding)
        if points > MOST:
            raise _too_much(told, ready)
    gain.points = points
    return told.decision(ready.id, points, gain, ready.hold_days, ready.currency)


def points_of(told: Told, ready: ReadyRule) -> int:
    """The points of `earned` for a rule that nothing limits, without the reason. Raises Unreadable for too much."""
    if told.plain and ready.simple:
        return simple_points(told, ready)
    return _BY_CODE[ready.code](told, ready, Gain(told, ready), told.sums(ready))


def simple_points(told: Told, ready: ReadyRule) -> int:
    """The points of `earned` for a simple rule where all goods were kept, without the reason.

    Raises Unreadable for too much.
    """
    amount, (up, down) = _whole_amount(told, ready), ready.rate
    if ready.code == "order_fixed":
        return up if amount > 0 else _by_order(told, ready, Gain(told, ready), told.sums(ready))
    if ready.code == "order":
        down *= told.unit
    if told.standing and ready.multiplied:
        factor = told.factor
        up, down = up * factor.numerator, down * factor.denominator
    points = rounded_ratio(up * amount, down, told.ready.rounding)
    if points > MOST:
        raise _too_much(told, ready)
    return points


def _whole_amount(told: Told, ready: ReadyRule) -> int:
    """Money or pieces of the lines that earn, all of which were kept."""
    bit, said = ready.chosen, told.said
    if ready.code == "items":
        if not bit:
            return told.pieces
        return sum([line.quantity for place, line in enumerate(told.header.lines) if said[place] & bit])
    if not bit:
        return told.goods
    return sum([line.net for place, line in enumerate(told.header.lines) if said[place] & bit])


def _by_rate(told: Told, ready: ReadyRule, gain: Gain, worked: Basis) -> int:
    up, down = ready.rate
    left, of = share_left(worked, told.header.cancelled)
    rate = (up * left, down * of * told.unit)
    if ready.chosen:
        amounts = [(place, line.kept) for place, line in chosen(told, ready, worked)]
        goods, extras = sum([kept for _, kept in amounts]), 0
    else:
        amounts = [(place, line.kept) for place, line in enumerate(worked.lines)]
        goods, extras = worked.goods, worked.more
    if not ready.campaigns:
        return _simply(told, ready, rate, goods + extras, gain)
    return _multiplied(told, ready, rate, amounts, extras, gain)


def _by_piece(told: Told, ready: ReadyRule, gain: Gain, worked: Basis) -> int:
    gifts = ready.counts.gift_cards
    counted = [(place, line) for place, line in chosen(told, ready, worked) if gifts or not line.gift_card]
    pieces = [(place, line.kept_quantity) for place, line in counted]
    rate = (0, 1) if told.header.cancelled else ready.rate
    if not ready.campaigns:
        return _simply(told, ready, rate, sum([amount for _, amount in pieces]), gain)
    return _multiplied(told, ready, rate, pieces, 0, gain)


def _by_order(told: Told, ready: ReadyRule, gain: Gain, worked: Basis) -> int:
    """A fixed award, while anything is kept of the lines that earn."""
    kept = 0
    if not told.header.cancelled:
        lines = [line for _, line in chosen(told, ready, worked)]
        kept = max(0, sum([line.kept for line in lines]) - worked.other_back)
        kept = kept or sum([line.kept_quantity for line in lines])
    gain.counted = kept
    return ready.rate[0] if kept else 0


_BY_CODE = {"order": _by_rate, "items": _by_piece, "order_fixed": _by_order}


def _simply(told: Told, ready: ReadyRule, rate: Ratio, amount: int, gain: Gain) -> int:
    """Without campaigns: the whole amount at who the member is, rounded once."""
    up, down = rate[0] * amount, rate[1]
    if told.standing and ready.multiplied and told.factor != 1:
        factor = told.factor
        up, down = up * factor.numerator, down * factor.denominator
        gain.parts = [Part(amount, factor, told.standing)]
    return _once(told, ready, up, down, gain)


def _once(told: Told, ready: ReadyRule, up: int, down: int, gain: Gain) -> int:
    """The one rounding."""
    gain.up, gain.down = up, down
    points = rounded_ratio(up, down, told.ready.rounding)
    if points > MOST:
        raise _too_much(told, ready)
    return points


def _too_much(told: Told, ready: ReadyRule) -> Unreadable:
    return Unreadable(
        f"order {told.header.name}: would earn more than {MOST:,} points; check the rule {ready.id!r}"
    )


def _multiplied(
    told: Told,
    ready: ReadyRule,
    rate: Ratio,
    amounts: Amounts,
    extras: int,
    gain: Gain,
) -> int:
    """Rounds once what campaigns without a budget give; then what each budget lets its campaign add."""
    on = [one for one in ready.campaigns if told.why_off(one) is None]
    free = [one for one in on if not one.campaign.budget]
    made = parts(told, ready, amounts, extras, free)
    by = Fraction(*rate)
    exact = by * sum([part.factor * part.amount for part in made], Fraction(0))
    if len(made) > 1 or made[0].factor != 1:
        gain.parts = made
    points = _once(told, ready, exact.numerator, exact.denominator, gain)
    if len(free) < len(on):
        points = _with_budgets(told, ready, exact, (by, amounts, extras), on, gain)
        if points > MOST:
            raise _too_much(told, ready)
    return points


def _with_budgets(
    told: Told,
    ready: ReadyRule,
    exact: Fraction,
    summed: tuple[Fraction, Amounts, int],
    on: Sequence[ReadyCampaign],
    gain: Gain,
) -> int:
    """Adds campaign by campaign what it makes more, as far as its budget goes; kept in the reason as "extra".

    All of it is exact until the end: differences of rounded sums would give more for less (laws A1, R3).
    """
    rate, amounts, extras = summed
    together = [one for one in on if not one.campaign.budget]
    budgeted = [one for one in on if one.campaign.budget]
    rounding, best = told.ready.rounding, told.ready.stacking == "best"
    before, whole, points = exact, exact, rounded(exact, rounding)
    extra: list[list[Any]] = []
    for one in budgeted:
        together.append(one)
        made = parts(told, ready, amounts, extras, together)
        after = rate * sum([part.factor * part.amount for part in made], Fraction(0))
        # The highest holds: what a campaign without room does not pay, the next one that is as high does.
        more = max(Fraction(0), after - (whole if best else before))
        given = min(more, Fraction(told.rooms.budget(one.campaign, ready.id)))
        sums = rounded(whole + more, rounding), rounded(whole + given, rounding)
        extra.append([one.campaign.id, sums[0] - points, sums[1] - points])
        # With several a fraction of one may round up with that of another: each keeps room for its own.
        told.rooms.taking[one.campaign.id] = sums[1] - points if len(budgeted) == 1 else ceil(given)
        before, whole, points = max(before, after), whole + given, sums[1]
    gain.extra = extra
    return points


def _capped(told: Told, ready: ReadyRule, points: int, gain: Gain) -> int:
    """Cuts to the room that is left under every cap, campaigns' extras first; then takes the room there is."""
    capped, rooms = points, told.rooms
    for cap in ready.caps:
        capped = max(0, min(capped, rooms.left(cap, ready.id)))
    if capped < points:
        gain.capped = [points, capped]
    cut = points - capped
    campaigns = {one.campaign.id: one.campaign for one in ready.campaigns}
    for campaign, _, given in reversed(gain.extra):
        none = cut and cut >= given  # nothing of it is left, no fraction either
        rooms.spend(campaigns[campaign], 0 if none else max(0, rooms.taking[campaign] - cut), ready.id)
        cut -= min(cut, given)
    for cap in ready.caps:
        rooms.take(cap, capped, ready.id)
    return capped
