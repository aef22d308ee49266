"""One explained order in words: what each rule gave or why it gave nothing, campaigns, caps and budgets."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loyalty.desk.explaining import Explained
from loyalty.engine.about import About, from_terms
from loyalty.engine.decisions import NO_RULE
from loyalty.engine.every_answer import campaigns_asked
from loyalty.engine.limits import Key
from loyalty.ledger import words
from loyalty.ledger.models import Award
from loyalty.ledger.names import Names
from loyalty.ledger.statement import Entry
from loyalty.ledger.tell import tell
from loyalty.ledger.why_words import why_words
from loyalty.ledger.words import Told
from loyalty.panel.templatetags.panel import signed
from loyalty.panel.ways_words import kind_words
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Gave:
    """A rule that fired."""

    title: str
    rule: str
    told: Told
    points: str
    sponsor: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A rule or a campaign that did not fire; `on` for a campaign that was on."""

    title: str
    rule: str
    why: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What an order took of a cap, a budget or a limit."""

    what: str
    took: str


@dataclass(frozen=True, slots=True)
class Page:
    gave: list[Gave]
    silent: list[Silent]
    campaigns: list[Silent]
    rooms: list[Room]
    seen: list[tuple[str, str]]


def page_of(one: Explained, shop: Shop) -> Page:
    """Everything that the page shows of an order."""
    document = one.rules.document if one.rules else None
    names = Names(document.points, document, shop.currency) if document else Names(money=shop.currency)
    about = from_terms(one.order.terms)
    fired = {answer.rule for answer in one.answers if answer.reason is not None}
    return Page(
        gave=[_gave(award, names) for award in one.awards if _shown(award, fired)],
        silent=_silent(one, names),
        campaigns=list(_campaigns(one, about, names, shop)),
        rooms=list(_rooms(one, names)),
        seen=list(_seen(about, names)),
    )


def _title(names: Names, rule: str) -> str:
    """As the list of ways to earn calls it; a rule without a title by what it is for."""
    untitled = (one for one in names.document.earning if not one.title) if names.document else ()
    found = next((one for one in untitled if one.id == rule), None)
    return kind_words(found.on) if found else names.rule(rule)


def _shown(award: Award, fired: set[str]) -> bool:
    """What fired, and what is no rule of the document's list: both sides of a referral."""
    return award.rule in fired or (award.rule != NO_RULE and award.reason["code"] != "ineligible")


def _gave(award: Award, names: Names) -> Gave:
    entry = Entry(
        id=f"a{award.pk}",
        at=award.effective_at,
        kind="award",
        points=award.posted,
        reason=award.reason,
        version=award.version,
        source=award.source,
        actor="shop",
        currency=award.currency,
        rule=award.rule,
    )
    held = names.held(award.currency)
    amount = words.points(award.posted, held.points)
    return Gave(
        title=_title(names, award.rule),
        rule=award.rule,
        told=tell(entry, held),
        points=f"+{amount}" if award.posted else signed(0),
        sponsor=names.sponsor(award.rule),
    )


def _silent(one: Explained, names: Names) -> list[Silent]:
    if one.rules is None:
        return [
            Silent(_("No programme"), "", why_words(award.reason.get("why", "no_programme"), names))
            for award in one.awards
            if award.rule == NO_RULE
        ]
    return [
        Silent(_title(names, answer.rule), answer.rule, why_words(answer.why, names))
        for answer in one.answers
        if answer.reason is None
    ]


def _campaigns(one: Explained, about: About, names: Names, shop: Shop) -> Iterator[Silent]:
    if one.rules is None:
        return
    asked = campaigns_asked(one.rules.document, one.order.state, about=about, timezone=shop.timezone)
    for name, why in asked:
        told = _("It was on for this order.") if why is None else why_words(why, names)
        yield Silent(names.campaign(name), name, told, on=why is None)


def _rooms(one: Explained, names: Names) -> Iterator[Room]:
    """What was granted to the order, with how much there is in all."""
    if one.rules is None or one.order.terms is None:
        return
    document = one.rules.document
    sizes: dict[str, int] = {f"cap:{cap.id}": cap.points for cap in document.caps}
    sizes |= {f"campaign:{one.id}": one.budget or 0 for one in document.campaigns}
    sizes |= {f"rule:{one.id}": one.limit.times for one in document.order_rules if one.limit}
    for place, took in one.order.terms.get("granted", {}).items():
        name, at, span = place.partition("@")
        if not at:
            continue  # the share of one rule
        key = Key(name, 0, span)
        said = {"took": took, "size": sizes.get(name, 0), "span": key.span or _("in all")}
        yield Room(_room_name(key, names), _("%(took)s of %(size)s, %(span)s") % said)


def _room_name(key: Key, names: Names) -> str:
    kind, _colon, what = key.name.partition(":")
    if kind == "campaign":
        return _("Budget of %(title)s") % {"title": names.campaign(what)}
    if kind == "rule":
        return _("Limit of %(title)s") % {"title": _title(names, what)}
    return _("Cap %(id)s") % {"id": what}


def _seen(about: About, names: Names) -> Iterator[tuple[str, str]]:
    """What was known of the member when the order's terms were pinned."""
    if about.tier:
        yield _("Tier then"), names.tier(about.tier)
    if about.plans:
        yield _("Membership then"), ", ".join(names.plan(one) for one in about.plans)
    if about.badges:
        yield _("Badges then"), ", ".join(names.badge(one) for one in about.badges)
    if about.orders_before:
        yield _("Orders before"), str(about.orders_before)
