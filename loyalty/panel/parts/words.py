"""Parts of the programme in one sentence each, for their lists."""

from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.expiry import Expiry
from loyalty.engine.goals import Badge, Currency, Goal, Mission, Plan
from loyalty.ledger.words import locale, points
from loyalty.panel.parts.about import About
from loyalty.programmes.rule_words import gives, names_of


def money(amount: object, about: About) -> str:
    return format_currency(str(amount), about.money, locale=locale())


def listed(texts: list[str], need: str = "all") -> str:
    """'a, b and c' or 'a or b', as far as a language does so."""
    if len(texts) < 2:
        return "".join(texts)
    last = _("%(first)s or %(last)s") if need == "any" else _("%(first)s and %(last)s")
    return last % {"first": _(", ").join(texts[:-1]), "last": texts[-1]}


def capital(text: str) -> str:
    """How a sentence begins."""
    return text[:1].upper() + text[1:]


def goal_in_words(goal: Goal, about: About) -> str:
    """'10 stamps', 'some stamps on 5 days in a row'."""
    names = names_of(about.document, goal.count)
    if goal.streak is None:
        return points(goal.reach, names)
    told = {
        "day": ngettext("%(what)s on %(n)s day", "%(what)s on %(n)s days in a row", goal.reach),
        "week": ngettext("%(what)s in %(n)s week", "%(what)s in %(n)s weeks in a row", goal.reach),
        "month": ngettext("%(what)s in %(n)s month", "%(what)s in %(n)s months in a row", goal.reach),
    }[goal.streak]
    return told % {"what": points(2, names).partition(" ")[2] or names.many, "n": goal.reach}


def mission_in_words(mission: Mission, about: About) -> str:
    """'Whoever collects 10 stamps gets Free coffee, again and again.'"""
    given = {
        "goals": capital(listed([goal_in_words(one, about) for one in mission.goals], mission.need)),
        "award": gives(about.document, mission.award, mission.currency, money=about.money),
        "n": mission.times or 0,
    }
    if mission.times is None:
        return _("%(goals)s: %(award)s, again and again") % given
    if mission.times == 1:
        return _("%(goals)s: %(award)s, once") % given
    return (
        ngettext("%(goals)s: %(award)s, %(n)s time", "%(goals)s: %(award)s, up to %(n)s times", mission.times)
        % given
    )


def mission_example(mission: Mission, about: About) -> list[str]:
    """What it means for one member, worked."""
    said = [mission_in_words(mission, about) + "."]
    goal = mission.goals[0]
    if len(mission.goals) > 1 or goal.streak is not None:
        return said
    names, have = names_of(about.document, goal.count), goal.reach * 2 + max(1, goal.reach // 3)
    full = min(have // goal.reach, mission.times or have)
    award = gives(about.document, mission.award, mission.currency, money=about.money)
    said.append(
        ngettext(
            "With %(have)s a member has got it %(n)s time: %(award)s.",
            "With %(have)s a member has got it %(n)s times: %(award)s each time.",
            full,
        )
        % {"have": points(have, names), "n": full, "award": award}
    )
    if mission.times is None:
        left = points(have - full * goal.reach, names)
        said.append(_("%(left)s count towards the next one.") % {"left": left})
    return said


def plan_in_words(plan: Plan, about: About) -> str:
    """'For one year with SKU CLUB; points × 2; 2 perks'"""
    lasts = {"month": _("For a month"), "year": _("For a year"), "once": _("For life")}[plan.period]
    sold = (
        _("with product %(id)s") % {"id": plan.product}
        if plan.product
        else _("with SKU %(sku)s") % {"sku": plan.sku}
    )
    said = [f"{lasts} {sold}"]
    if plan.multiplier is not None:
        said.append(_("points × %(factor)s") % {"factor": format_decimal(plan.multiplier, locale=locale())})
    said += [one.title or one.id for one in plan.perks]
    return "; ".join(said)


def currency_in_words(one: Currency, about: About) -> str:
    """'One stamp, several stamps; worth $0.10 each; never expire'"""
    said = [_("One %(one)s, several %(many)s") % {"one": one.one, "many": one.many}]
    if one.value is not None:
        said.append(_("worth %(amount)s each") % {"amount": money(one.value, about)})
    return "; ".join([*said, expiry_in_words(one.expiry)])


def expiry_in_words(expiry: Expiry | None) -> str:
    if expiry is None:
        return _("never expire")
    n = expiry.months
    if expiry.per == "lot":
        said = ngettext("expire %(n)s month after earning", "expire %(n)s months after earning", n)
    elif expiry.per == "inactivity":
        said = ngettext("expire after %(n)s idle month", "expire after %(n)s idle months", n)
    else:
        said = ngettext("expire after %(n)s month or earlier", "expire after %(n)s months or earlier", n)
    return said % {"n": n}


def badge_in_words(one: Badge, about: About) -> str:
    return one.icon or ""
