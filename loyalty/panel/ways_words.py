"""Earning rules, campaigns and caps in words, as the lists show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_datetime, get_day_names, get_month_names
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.conditions import WEEKDAYS, Condition
from loyalty.engine.document import Document
from loyalty.engine.rules import ActivityRule, Campaign, Cap, EarningRule, OrderRule, Timed
from loyalty.ledger.words import locale, points
from loyalty.panel.condition_words import condition_in_words
from loyalty.panel.how_words import how_words
from loyalty.programmes.rule_words import gives


@dataclass(frozen=True, slots=True)
class PartCard:
    """One part of the programme on its list; `about` are lines of small print."""

    id: str
    title: str
    gives: str
    about: list[str]


def kind_words(on: str) -> str:
    """For what a rule gives."""
    told = {
        "order_paid": _("Orders"),
        "first_order": _("A member's first order"),
        "joined": _("Joining"),
        "birthday": _("The member's birthday"),
        "anniversary": _("Every year since joining"),
        "activity": _("Something members do"),
    }
    return told.get(on, on.replace("_", " "))


def way_title(document: Document, rule: EarningRule, *, currency: str) -> str:
    """The rule's own title, else what it gives."""
    return rule.title or gives(document, _award(rule), rule.currency, money=currency)


def _award(rule: EarningRule) -> Any:
    return getattr(rule, "award")  # noqa: B009 - every kind of rule has one, of its own type


def way_card(document: Document, rule: EarningRule, *, currency: str) -> PartCard:
    on = str(getattr(rule, "on", ""))
    about = [kind_words(on)] if rule.title else []
    about += _when(document, rule.when)
    if isinstance(rule, OrderRule):
        about += _lines(document, rule.lines)
        about += [_counts(rule)] if _counts(rule) else []
        about += [often(rule.limit.times, rule.limit.per)] if rule.limit else []
    if isinstance(rule, ActivityRule):
        about += activity_words(rule)
    about += times_said(rule)
    if rule.hold_days:
        about.append(available_after(rule.hold_days))
    if rule.sponsor:
        about.append(_("Paid for by %(who)s") % {"who": rule.sponsor})
    title = rule.title or kind_words(on)
    return PartCard(rule.id, title, gives(document, _award(rule), rule.currency, money=currency), about)


def activity_words(rule: ActivityRule) -> Iterator[str]:
    """What is done, how sure one must be, where, how good, how often, how much at most."""
    yield _("What they do: %(what)s") % {"what": rule.activity}
    told = {
        "self_declared": _("Their own word counts"),
        "verified": _("Counts when a program saw it"),
        "reviewed": _("Counts when staff looked at it"),
    }
    yield told[rule.proof]
    if rule.how:
        yield _("How: %(how)s") % {"how": how_words(rule)}
    if rule.places:
        yield _("Only at: %(places)s") % {"places": ", ".join(rule.places)}
    if rule.grades:
        yield _("Only graded: %(grades)s") % {"grades": ", ".join(rule.grades)}
    if rule.limit:
        yield often(rule.limit.times, rule.limit.per)
    if rule.most:
        yield most_of_it(rule.most.points, rule.most.per)


def most_of_it(count: int, per: str) -> str:
    """The most that one member gets by it."""
    spans = {
        "day": _("No more than %(count)s a day"),
        "week": _("No more than %(count)s a week"),
        "month": _("No more than %(count)s a month"),
        "year": _("No more than %(count)s a year"),
        "life": _("No more than %(count)s in all"),
    }
    return spans[per] % {"count": _number(count)}


def campaign_card(document: Document, one: Campaign, *, currency: str, spent: int) -> PartCard:
    if one.multiplier is not None:
        what = _("Points × %(factor)s") % {"factor": format_decimal(one.multiplier, locale=locale())}
    else:
        what = _("%(points)s on top of each order") % {"points": points(one.bonus or 0, document.points)}
    about = [*_when(document, one.when), *_lines(document, one.lines), *times_said(one)]
    if one.rules:
        about.append(_("Only: %(ways)s") % {"ways": _ways(document, one.rules, currency)})
    if one.budget:
        about.append(
            _("Budget: %(spent)s of %(budget)s given")
            % {"spent": _number(spent), "budget": points(one.budget, document.points)}
        )
    return PartCard(one.id, one.title or one.id, what, about)


def cap_card(document: Document, one: Cap, *, currency: str) -> PartCard:
    spans = {
        "order": _("At most %(points)s from one order"),
        "day": _("At most %(points)s a day"),
        "week": _("At most %(points)s a week"),
        "month": _("At most %(points)s a month"),
        "year": _("At most %(points)s a year"),
        "life": _("At most %(points)s in all"),
    }
    title = spans[one.per] % {"points": points(one.points, document.points)}
    whom = _("each member") if one.of == "member" else _("all members together")
    about = [_("Only: %(ways)s") % {"ways": _ways(document, one.rules, currency)}] if one.rules else []
    return PartCard(one.id, title, whom, about)


def _ways(document: Document, rules: tuple[str, ...], currency: str) -> str:
    found = [way_title(document, one, currency=currency) for one in document.order_rules if one.id in rules]
    return ", ".join(found)


def _number(value: int) -> str:
    return format_decimal(value, locale=locale())


def often(times: int, per: str) -> str:
    """How often one member may get it."""
    told = {
        "day": ngettext("At most once a day", "At most %(times)s times a day", times),
        "week": ngettext("At most once a week", "At most %(times)s times a week", times),
        "month": ngettext("At most once a month", "At most %(times)s times a month", times),
        "year": ngettext("At most once a year", "At most %(times)s times a year", times),
        "life": ngettext("At most once", "At most %(times)s times in all", times),
    }
    return told[per] % {"times": times}


def available_after(days: int) -> str:
    return ngettext("Available after %(days)s day", "Available after %(days)s days", days) % {"days": days}


def _counts(rule: OrderRule) -> str:
    named = {"tax": _("tax"), "shipping": _("shipping"), "tips": _("tips"), "gift_cards": _("gift cards")}
    some = [word for name, word in named.items() if getattr(rule.counts, name)]
    return _("Counts besides goods: %(what)s") % {"what": ", ".join(some)} if some else ""


def _when(document: Document, condition: Condition | None) -> list[str]:
    told = condition_said(document, condition)
    return [_("When %(condition)s") % {"condition": told}] if told else []


def _lines(document: Document, condition: Condition | None) -> list[str]:
    told = condition_said(document, condition)
    return [_("For goods where %(condition)s") % {"condition": told}] if told else []


def condition_said(document: Document, condition: Condition | None) -> str:
    """In words, with the names the programme and the calendar have for the answers."""
    if condition is None:
        return ""
    return condition_in_words(_named(document, condition.model_dump(mode="json", by_alias=True)))


def _named(document: Document, given: Any) -> Any:
    if isinstance(given, list):
        return [_named(document, one) for one in given]
    if not isinstance(given, dict):
        return given
    if "field" not in given:
        return {key: _named(document, value) for key, value in given.items()}
    names = answer_names(document, given["field"])
    found = {key: value for key, value in given.items() if value is not None}
    for key in ("is", "in"):
        value = found.get(key)
        if isinstance(value, list):
            found[key] = [names.get(one, one) for one in value]
        elif value is not None and not isinstance(value, bool):
            found[key] = names.get(str(value), value)
    return found


def answer_names(document: Document, field: str) -> dict[str, str]:
    """What the answers of a field are called, where they have names."""
    if field == "member.tier" and document.tiers:
        return {one.id: one.title or one.id for one in document.tiers.levels}
    if field == "member.plan":
        return {one.id: one.title for one in document.memberships}
    if field == "member.badge":
        return {one.id: one.title for one in document.badges}
    if field == "order.weekday":
        days = get_day_names("wide", locale=locale())
        return {name: str(days[place]) for place, name in enumerate(WEEKDAYS)}
    if field in ("order.month", "member.birthday_month"):
        months = get_month_names("wide", locale=locale())
        return {str(number): str(months[number]) for number in range(1, 13)}
    return {}


def times_said(one: Timed) -> Iterator[str]:
    """From when, until when."""
    if one.from_:
        yield _("From %(time)s") % {"time": wall_time(one.from_)}
    if one.until:
        yield _("Until %(time)s") % {"time": wall_time(one.until)}


def wall_time(at: datetime) -> str:
    """The shop's wall clock as it stands there."""
    return str(format_datetime(at, "d MMM y, HH:mm", locale=locale()))
