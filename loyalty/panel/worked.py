"""A worked example beside the form: sample orders through the engine, with and without the part being written."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import gettext as _

from loyalty.engine.awards import POINTS
from loyalty.engine.decisions import NO_RULE, Decision
from loyalty.engine.document import Document
from loyalty.engine.earning import decide_order
from loyalty.engine.misses import Why
from loyalty.engine.rules import ActivityRule, Campaign, Cap, DayRule, FirstOrderRule, JoinRule
from loyalty.ledger.words import locale, money, points
from loyalty.panel.condition_words import FIELDS
from loyalty.panel.not_fired_words import why_not
from loyalty.panel.ways_words import answer_names, condition_said, kind_words, way_title
from loyalty.panel.worked_activity import worked_activity
from loyalty.panel.worked_shapes import Fired, Wanted, Worked
from loyalty.programmes.fitting import Sample, fitting
from loyalty.programmes.rule_words import gives, names_of, reward_title
from loyalty.shops.models import Shop

MOST = 10**9  # minor units; an order that no cap of a real shop lets through


def worked(wanted: Wanted) -> list[Worked]:
    """An order that the part is for, and one that nothing is known of; one alone where that is the same."""
    part = _part(wanted)
    if part is None:
        return []
    if isinstance(part, ActivityRule):
        return worked_activity(wanted, part)
    if isinstance(part, JoinRule | DayRule):
        return [_without_an_order(wanted, part)]
    fits = fitting(
        _conditions(wanted, part), paid=_paid(wanted, part), since=_since(wanted, part), **_of(wanted)
    )
    first = isinstance(part, FirstOrderRule)
    found = [_told(wanted, _("An order that fits"), fits, first=first)]
    if first or set(fits.facts) - {"order.total"}:
        plain = fitting((), since=_since(wanted, part), **_of(wanted))
        found.append(_told(wanted, _("Any other order"), plain))
    return found


def _of(wanted: Wanted) -> dict[str, Any]:
    return {"currency": wanted.shop.currency, "timezone": wanted.shop.timezone}


def _part(wanted: Wanted) -> Any:
    parts = getattr(wanted.after, wanted.key)
    return next((one for one in parts if one.id == wanted.part_id), None)


def _conditions(wanted: Wanted, part: Any) -> list[Any]:
    """What the order must fit: the part itself, and the way to earn that it changes."""
    own = [getattr(part, "when", None), getattr(part, "lines", None)]
    if isinstance(part, Campaign | Cap):
        rules = [one for one in wanted.after.order_rules if not part.rules or one.id in part.rules]
        if isinstance(part, Campaign) and part.bonus is None:
            rules = [one for one in rules if one.multiplied]
        own += [one for rule in rules[:1] for one in (rule.when, rule.lines)]
    return own


def _paid(wanted: Wanted, part: Any) -> int | None:
    """For a cap so much that it is reached, where goods can reach it."""
    if not isinstance(part, Cap):
        return None
    paid = 1000
    while paid < MOST:
        sample = fitting(_conditions(wanted, part), paid=paid, since=wanted.now, **_of(wanted))
        if any("capped" in one.reason for one in _decide(wanted.after, sample, wanted.shop)):
            return paid
        paid *= 2
    return None


def _since(wanted: Wanted, part: Any) -> datetime:
    begins = getattr(part, "from_", None)
    local = begins.replace(tzinfo=ZoneInfo(wanted.shop.timezone)) if begins else wanted.now
    return max(wanted.now, local.astimezone(UTC))


def _without_an_order(wanted: Wanted, part: JoinRule | DayRule) -> Worked:
    text = gives(wanted.after, part.award, part.currency, money=wanted.shop.currency)
    asked = condition_said(wanted.after, part.when)
    about = _("When %(condition)s") % {"condition": asked} if asked else _("For every member")
    return Worked(kind_words(part.on), about, [], text, "")


def _decide(document: Document, sample: Sample, shop: Shop, *, first: bool = False) -> list[Decision]:
    return decide_order(
        document,
        sample.state,
        recognised=True,
        timezone=shop.timezone,
        first=first,
        about=sample.about,
    )


def _told(wanted: Wanted, title: str, sample: Sample, *, first: bool = False) -> Worked:
    decisions = _decide(wanted.after, sample, wanted.shop, first=first)
    total = _total(wanted.after, decisions)
    before = total
    if wanted.before:
        before = _total(wanted.before, _decide(wanted.before, sample, wanted.shop, first=first))
    return Worked(
        title=title,
        about=_about(wanted, sample),
        lines=_lines(wanted, decisions),
        total=total,
        without=before if before != total else "",
    )


def _total(document: Document, decisions: list[Decision]) -> str:
    """Everything that is given, currency by currency."""
    sums: dict[str, int] = {}
    for one in decisions:
        if one.points and one.rule != NO_RULE:
            sums[one.currency] = sums.get(one.currency, 0) + one.points
    return ", ".join(amount_told(document, name, count) for name, count in sums.items()) or _("nothing")


def amount_told(document: Document, currency: str, count: int) -> str:
    """'120 points', '1 stamp', 'Free coffee'."""
    kind, _colon, name = currency.partition(":")
    if kind == "reward" and name:
        return reward_title(document, name)
    if kind == "badge" and name:
        return next((one.title for one in document.badges if one.id == name), name)
    return points(count, names_of(document, currency or POINTS))


def _lines(wanted: Wanted, decisions: list[Decision]) -> list[Fired]:
    """Every rule that looks at orders; the one being written first."""
    unfired: dict[str, Why] = next(
        (one.reason.get("rules", {}) for one in decisions if one.rule == NO_RULE), {}
    )
    found = [_fired(wanted, one) for one in decisions if one.rule != NO_RULE and not one.silent]
    mine = f"campaign:{wanted.part_id}" if wanted.key == "campaigns" else wanted.part_id
    for rule, why in unfired.items():
        text = why_not(why, wanted.after, currency=wanted.shop.currency)
        found.append(Fired(_title(wanted, rule), text, False, rule == mine))
    return sorted(found, key=lambda one: not one.mine)


def _fired(wanted: Wanted, one: Decision) -> Fired:
    text = amount_told(wanted.after, one.currency, one.points) if one.points else _("nothing")
    if "capped" in one.reason:
        before = amount_told(wanted.after, one.currency, one.reason["capped"][0])
        text = _("%(points)s instead of %(more)s: a limit cuts it") % {"points": text, "more": before}
    return Fired(
        _title(wanted, one.rule), text, bool(one.points), wanted.part_id == one.rule.removeprefix("campaign:")
    )


def _title(wanted: Wanted, rule: str) -> str:
    name = rule.removeprefix("campaign:")
    if name != rule:
        found = next((one for one in wanted.after.campaigns if one.id == name), None)
        return (found.title if found else None) or name
    way = next((one for one in wanted.after.earning if one.id == rule), None)
    if isinstance(way, FirstOrderRule) and not way.title:
        return kind_words(way.on)
    return way_title(wanted.after, way, currency=wanted.shop.currency) if way else rule


def _about(wanted: Wanted, sample: Sample) -> str:
    """'$24.00, Wednesday 4 March, 12:00; tier Gold'."""
    header = sample.state.header
    assert header is not None  # noqa: S101 - made just now
    at = header.processed_at.astimezone(ZoneInfo(wanted.shop.timezone))
    told = [
        money(sum(line.net for line in header.lines), header.currency),
        str(format_datetime(at, "EEEE d MMM y, HH:mm", tzinfo=at.tzinfo, locale=locale())),
    ]
    for name, value in sample.facts.items():
        if name not in ("order.total", "order.weekday", "order.hour", "order.month"):
            field = str(FIELDS.get(name, name))
            shown = answer_names(wanted.after, name).get(str(value), str(value))
            told.append(f"{field} {shown}" if not isinstance(value, bool) else field if value else "")
    return "; ".join(one for one in told if one)
