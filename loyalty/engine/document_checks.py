"""What parts of a document must say about each other: names that exist, ids that are taken once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from loyalty.engine.awards import POINTS, AnyAward, BadgeAward, PerQuantity, RewardAward
from loyalty.engine.conditions import WEEKDAYS, Condition, asks_of
from loyalty.engine.parts import Fault, close_to
from loyalty.engine.rules import EarningRule, FirstOrderRule, OrderRule
from loyalty.engine.way_checks import way_faults

if TYPE_CHECKING:
    from loyalty.engine.document import Document


def faults(document: "Document") -> Iterator[Fault]:
    """Path and message of everything that does not fit together."""
    yield from _taken_once(document)
    yield from _awards(document)
    yield from _conditions(document)
    yield from _without_an_order(document)
    yield from _named_rules(document)
    yield from _goals(document)
    yield from _prices(document)
    yield from _holds(document)
    yield from way_faults(document)


def _taken_once(document: "Document") -> Iterator[Fault]:
    for key in ("earning", "campaigns", "caps", "missions", "badges", "rewards", "memberships", "currencies"):
        ids = [one.id for one in getattr(document, key)]
        for number, one in enumerate(ids):
            if one in ids[:number]:
                yield (key, number, "id"), f"two of the {key} are called {one!r}; give one another id"
            if key == "currencies" and one == POINTS:
                yield (key, number, "id"), "points are there already; name them under points"


def _awards(document: "Document") -> Iterator[Fault]:
    if document.tiers and document.tiers.counter:
        yield from _known(("tiers", "counter"), document.tiers.counter, document.currency_ids, "currency")
    for key in ("earning", "missions"):
        for number, one in enumerate(getattr(document, key)):
            yield from _award(document, (key, number), one.award, one.currency)
    yield from _referral(document)


def _referral(document: "Document") -> Iterator[Fault]:
    referral = document.referral
    if referral is None:
        return
    for side, gift in (("advocate", referral.advocate), ("friend", referral.friend)):
        if gift is not None:
            for path, message in _award(document, ("referral", side), gift, POINTS):
                yield tuple(step for step in path if step != "award"), message
    if referral.friend_offer:
        rewards = [one.id for one in document.rewards]
        yield from _known(("referral", "friend_offer"), referral.friend_offer, rewards, "reward")


def _award(
    document: "Document", at: tuple[str | int, ...], award: AnyAward | PerQuantity, currency: str
) -> Iterator[Fault]:
    if isinstance(award, RewardAward):
        yield from _known(
            (*at, "award", "reward"), award.reward, [one.id for one in document.rewards], "reward"
        )
    elif isinstance(award, BadgeAward):
        yield from _known((*at, "award", "badge"), award.badge, [one.id for one in document.badges], "badge")
    yield from _known((*at, "currency"), currency, document.currency_ids, "currency")


def _conditions(document: "Document") -> Iterator[Fault]:
    for at, condition in _all_conditions(document):
        for ask in asks_of(condition):
            known = _answers(document, ask.field)
            if known is None:
                continue
            wanted = ask.in_ or (str(ask.is_),)
            for one in wanted:
                if one not in known:
                    what = ask.field.partition(".")[2]
                    yield (
                        (*at, ask.field),
                        f"there is no {what} {one!r} in this programme{close_to(one, known)}",
                    )


def _answers(document: "Document", field: str) -> Sequence[str] | None:
    """The answers a field can have, for those whose answers the document itself names."""
    if field == "member.tier":
        return [level.id for level in document.tiers.levels] if document.tiers else []
    if field == "member.plan":
        return [plan.id for plan in document.memberships]
    if field == "member.badge":
        return [badge.id for badge in document.badges]
    return WEEKDAYS if field == "order.weekday" else None


def _all_conditions(document: "Document") -> Iterator[tuple[tuple[str | int, ...], Condition | None]]:
    for number, rule in enumerate(document.earning):
        yield ("earning", number, "when"), rule.when
        if isinstance(rule, OrderRule):
            yield ("earning", number, "lines"), rule.lines
    for number, campaign in enumerate(document.campaigns):
        yield ("campaigns", number, "when"), campaign.when
        yield ("campaigns", number, "lines"), campaign.lines
    for number, reward in enumerate(document.rewards):
        yield ("rewards", number, "when"), reward.when


def _without_an_order(document: "Document") -> Iterator[Fault]:
    """Joining, birthdays, anniversaries and rewards come without an order that could be asked about."""
    asked: list[tuple[str, int, Condition | None]] = [
        ("earning", number, rule.when)
        for number, rule in enumerate(document.earning)
        if not isinstance(rule, OrderRule | FirstOrderRule)
    ]
    asked += [("rewards", number, reward.when) for number, reward in enumerate(document.rewards)]
    for key, number, when in asked:
        for ask in asks_of(when):
            if not ask.field.startswith("member."):
                yield (
                    (key, number, "when", ask.field),
                    "nothing is bought here; only fields of the member can be asked",
                )


def _named_rules(document: "Document") -> Iterator[Fault]:
    orders = {rule.id: rule for rule in document.order_rules}
    for key in ("campaigns", "caps"):
        for number, one in enumerate(getattr(document, key)):
            for place, name in enumerate(one.rules):
                if name not in orders:
                    yield (
                        (key, number, "rules", place),
                        f"no order rule is called {name!r}{close_to(name, orders)}",
                    )
                elif key == "campaigns" and not orders[name].multiplied:
                    yield (
                        (key, number, "rules", place),
                        f"{name!r} gives a fixed award or another currency; only points by amount or piece multiply",
                    )


def _goals(document: "Document") -> Iterator[Fault]:
    """A mission may count what earlier missions give, never its own or a later one's: there is no circle."""
    for number, mission in enumerate(document.missions):
        later = {one.currency for one in document.missions[number:] if hasattr(one.award, "points")}
        for place, goal in enumerate(mission.goals):
            at = ("missions", number, "goals", place, "count")
            yield from _known(at, goal.count, document.currency_ids, "currency")
            if goal.count in later:
                yield (
                    at,
                    f"{goal.count} is given by this mission or a later one; a goal cannot count its own award",
                )


def _prices(document: "Document") -> Iterator[Fault]:
    tiers = [level.id for level in document.tiers.levels] if document.tiers else []
    for number, reward in enumerate(document.rewards):
        yield from _known(("rewards", number, "currency"), reward.currency, document.currency_ids, "currency")
        for tier in reward.tier_costs:
            yield from _known(("rewards", number, "tier_costs", tier), tier, tiers, "tier")


def _holds(document: "Document") -> Iterator[Fault]:
    if document.expiry is None:
        return
    months = min(document.expiry.months, document.expiry.inactive_months or document.expiry.months)
    for key in ("earning", "campaigns", "missions"):
        for number, one in enumerate(getattr(document, key)):
            in_points = not isinstance(one, EarningRule) or one.currency == POINTS
            if in_points and one.hold_days >= months * 28:
                yield (
                    (key, number, "hold_days"),
                    f"the points of {one.id!r} would expire while they are held; shorten the hold",
                )


def _known(at: tuple[str | int, ...], name: str, names: Iterable[str], what: str) -> Iterator[Fault]:
    known = list(names)
    if name not in known:
        yield at, f"there is no {what} {name!r} in this programme{close_to(name, known)}"
