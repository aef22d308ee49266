"""Rewards in words for the merchant: what one gives, what it costs, and under which terms."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.rewards import GONE_WHEN_GIVEN, Reward
from loyalty.ledger.words import points
from loyalty.panel.condition_words import condition_in_words
from loyalty.panel.parts.about import About
from loyalty.panel.parts.words import money
from loyalty.panel.rewards.kinds import KINDS
from loyalty.panel.templatetags.panel import number, wall
from loyalty.panel.ways_words import often
from loyalty.programmes.rule_words import names_of
from loyalty.rewards.words import RewardWords


def kind_name(kind: str) -> str:
    return str(dict(KINDS).get(kind, kind))


def what(reward: Reward, about: About) -> str:
    """What one gets, as shoppers read it: '$5.00 off'."""
    amount = None if reward.amount is None else int(reward.amount * 10**about.digits)
    return RewardWords(about.document, about.money).gives(reward, amount)


def reward_in_words(reward: Reward, about: About) -> str:
    """'$5.00 off for 500 points'; 'A free product; only given'."""
    if reward.cost is None:
        return _("%(what)s; only given") % {"what": what(reward, about)}
    return _("%(what)s for %(cost)s") % {"what": what(reward, about), "cost": cost(reward, about)}


def cost(reward: Reward, about: About) -> str:
    """'500 points'"""
    return points(reward.cost or 0, names_of(about.document, reward.currency))


def terms(reward: Reward, about: About) -> list[str]:
    """Everything a member should know before asking for it, a sentence each."""
    return [*_who_and_when(reward, about), *_the_code(reward, about)]


def _who_and_when(reward: Reward, about: About) -> Iterator[str]:
    titles, names = dict(about.levels), names_of(about.document, reward.currency)
    for tier, price in reward.tier_costs.items():
        told = {"tier": titles.get(tier, tier), "cost": points(price, names)}
        yield _("Members of %(tier)s pay %(cost)s.") % told
    if reward.when is not None:
        asked = condition_in_words(reward.when.model_dump(mode="json", by_alias=True, exclude_none=True))
        yield _("Only where %(condition)s.") % {"condition": asked}
    if reward.limit:
        yield _("%(often)s for one member.") % {"often": often(reward.limit.times, reward.limit.per)}
    if reward.stock:
        yield _("%(n)s in all, while they last.") % {"n": number(reward.stock)}
    if reward.sessions:
        seats = sum(one.seats for one in reward.sessions)
        dates = ngettext("%(n)s date", "%(n)s dates", len(reward.sessions)) % {"n": len(reward.sessions)}
        yield ngettext("%(dates)s, %(n)s seat.", "%(dates)s, %(n)s seats in all.", seats) % {
            "dates": dates,
            "n": number(seats),
        }
    if reward.from_:
        yield _("From %(at)s.") % {"at": wall(reward.from_)}
    if reward.until:
        yield _("Until %(at)s.") % {"at": wall(reward.until)}


def _the_code(reward: Reward, about: About) -> Iterator[str]:
    if reward.minimum:
        yield _("On baskets of %(amount)s or more.") % {"amount": money(reward.minimum, about)}
    if reward.automatic:
        yield _("Handed over by itself; nobody has to ask.")
    if reward.pool:
        yield _("Its codes are made ahead; whoever knows one can use it.")
    if reward.kind in GONE_WHEN_GIVEN:
        return
    if reward.code_days:
        back = (
            _("unused, its points come back")
            if reward.unused == "returned"
            else _("unused, its points are gone")
        )
        lives = ngettext("Lives for %(n)s day", "Lives for %(n)s days", reward.code_days)
        yield sentence([lives % {"n": number(reward.code_days)}, back])


def sentence(parts: list[str]) -> str:
    """Parts that stand by themselves, as one sentence."""
    return _("%(parts)s.") % {"parts": _("; ").join(parts)}
