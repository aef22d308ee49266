"""How the level somebody holds follows the ladder: up at once, down only after a warning (law X6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from loyalty.engine.ladder import thresholds
from loyalty.engine.ladder_reasons import Reason
from loyalty.engine.tier_standing import Change, TierStanding
from loyalty.engine.tiers import Tiers

# When the warning of a fall was read, by the level that is lost and the moment of the fall.
Warned = Mapping[tuple[str, datetime], datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """The level somebody holds, and since when by the ladder's reckoning (None: from the beginning)."""

    level: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Followed:
    """Where the holder stands now, by which new steps; `waits` is the fall that still needs its warning."""

    level: str
    since: datetime | None
    steps: tuple[Change, ...]
    waits: Change | None = None


def follow(
    tiers: Tiers,
    told: TierStanding,
    held: Held,
    *,
    warned: Warned | None,
    at: datetime,
    currency: str,
    rules_since: datetime | None = None,
) -> Followed:
    """From what is held to what the ladder tells at `at`.

    `warned` None asks for no warnings: what was lost before anybody looked was never held.
    `rules_since` is when rules began that the held level has not been judged by: they take nothing unsaid either.
    """
    ahead = _ahead(told, held)
    if ahead is None:
        found = _recounted(tiers, told, held, at, currency)
        fell = bool(found.steps) and place(tiers, found.level) < place(tiers, held.level)
        if rules_since is None or not fell:
            return found
        return _down(tiers, held, [replace(found.steps[0], at=rules_since)], warned, at)
    if not ahead or place(tiers, told.level) >= place(tiers, held.level):
        steps = [one for one in ahead if one.to_level != one.from_level]
        if any(place(tiers, one.to_level) < place(tiers, one.from_level) for one in steps):
            steps = _net(steps, held.level)  # nobody fell: the way down and up again was never told
        return Followed(told.level, told.since, tuple(steps))
    return _down(tiers, held, ahead, warned, at)


def _ahead(told: TierStanding, held: Held) -> list[Change] | None:
    """The ladder's steps after the one that is held; None when it knows of no such step (any more)."""
    path = [one for one in told.changes if one.from_level != one.to_level]
    if held.since is None:
        first = path[0].from_level if path else told.level
        return path if held.level == first else None
    for number, one in reversed(list(enumerate(path))):
        if (one.at, one.to_level) == (held.since, held.level):
            return path[number + 1 :]
    return None


def _net(steps: Sequence[Change], level: str) -> list[Change]:
    last = steps[-1]
    return [] if last.to_level == level else [replace(last, from_level=level)]


def _down(tiers: Tiers, held: Held, ahead: Sequence[Change], warned: Warned | None, at: datetime) -> Followed:
    level, since, steps = held.level, held.since, list[Change]()
    for one in ahead:
        takes_effect = one.at
        falls = place(tiers, one.to_level) < place(tiers, one.from_level)
        if falls and warned is not None and not tiers.without_warning:
            read = warned.get((one.from_level, one.at))
            takes_effect = max(one.at, read + timedelta(days=tiers.warn_days)) if read else at
            if read is None or takes_effect > at:
                return Followed(level, since, tuple(steps), waits=one)
        steps.append(replace(one, at=takes_effect))
        level, since = one.to_level, one.at
    return Followed(level, since, tuple(steps))


def _recounted(tiers: Tiers, told: TierStanding, held: Held, at: datetime, currency: str) -> Followed:
    """What is known has changed so that the held step never was: an order came back, or the rules are others."""
    if told.level == held.level:
        return Followed(told.level, told.since, ())
    last = told.changes[-1] if told.changes else None
    risen = place(tiers, told.level) > place(tiers, held.level) >= 0
    if risen and last is not None and last.to_level == told.level:
        return Followed(told.level, told.since, (replace(last, from_level=held.level),))
    why = _why(tiers, told, held, currency)
    return Followed(told.level, told.since, (Change(at, held.level, told.level, why),))


def _why(tiers: Tiers, told: TierStanding, held: Held, currency: str) -> Reason:
    why: Reason = {"code": "tier_recounted", "from": held.level, "to": told.level}
    row = place(tiers, held.level)
    if row < 0:
        return why | {"code": "tier_rules_changed"}
    columns, _ = thresholds(tiers, currency)
    figures = list(_figures(told, [column[row] for column in columns]))
    why |= figures[0]
    return why | ({"need": tiers.need, "also": figures[1:]} if len(figures) > 1 else {})


def _figures(told: TierStanding, wanted: Sequence[int]) -> Iterator[dict[str, str | int]]:
    for (measure, amount), threshold in zip(told.qualifying.items(), wanted, strict=True):
        yield {"measure": measure, "amount": amount, "threshold": threshold}


def place(tiers: Tiers, level: str) -> int:
    """The level's place on the ladder from 0; -1 for one that is not on it."""
    return next((number for number, one in enumerate(tiers.levels) if one.id == level), -1)
