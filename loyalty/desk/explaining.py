"""One order explained: what every rule said of it, worked out again from what is kept of it (law T4)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loyalty.desk.order_told import rules_of
from loyalty.engine.every_answer import Answer, Unanswered, every_answer
from loyalty.engine.limits import Rooms
from loyalty.engine.reasons import recompute
from loyalty.engine.terms import Firsts, decide_by_terms
from loyalty.ledger.models import Award
from loyalty.orders.hear import Heard, known
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Explained:
    """`answers` of every rule of the version that served the order; `faults` says what did not come out again."""

    order: Heard
    rules: Live | None
    awards: Sequence[Award]
    answers: Sequence[Answer]
    faults: Sequence[str]


def explained(*, shop: Shop, orders: Sequence[str]) -> list[Explained]:
    """Orders of a shop by the platform's ids; those that nothing is known of are left out."""
    versions = timeline(programme_id=shop.programme_id)
    heard = known(shop=shop, ids=orders)
    awards = _awards(shop, heard)
    return [
        _explained(shop, one, awards.get(name, []), versions)
        for name, one in heard.items()
        if one.state.header is not None
    ]


def _awards(shop: Shop, orders: Iterable[str]) -> dict[str, list[Award]]:
    found: dict[str, list[Award]] = {}
    rows = Award.objects.filter(
        programme_id=shop.programme_id, shop=shop, source__in=[f"order:{order}" for order in orders]
    )
    for award in rows.order_by("pk"):
        found.setdefault(award.source.removeprefix("order:"), []).append(award)
    return found


def _explained(shop: Shop, one: Heard, awards: list[Award], versions: Timeline) -> Explained:
    rules = rules_of(one, versions)
    faults = [fault for award in awards for fault in unsound(award)]
    answers: list[Answer] = []
    if rules is not None:
        try:
            answers = every_answer(rules.document, {award.rule: award.reason for award in awards})
        except Unanswered as fault:
            faults.append(str(fault))
    if rules is not None and one.terms is not None:
        faults += _decided_again(shop, one, awards, rules)
    return Explained(one, rules, awards, answers, faults)


def unsound(award: Award) -> Iterator[str]:
    """What of an award does not follow from its own reason."""
    try:
        points = recompute(award.reason)
    except (KeyError, ValueError) as error:
        yield f"{award.rule} has a reason that does not recompute: {error}"
        return
    if points != award.posted:
        yield f"{award.rule} holds {award.posted}, its reason makes {points}"


def _decided_again(shop: Shop, one: Heard, awards: list[Award], rules: Live) -> Iterator[str]:
    """Asks the rules once more, with the pinned terms and the room that was granted."""
    asked = decide_by_terms(
        rules.document,
        one.state,
        version=rules.number,
        terms=one.terms,
        member_id=one.member_id,
        known=Firsts(),
        timezone=shop.timezone,
        rooms=Rooms(closed=True),
    )
    again = {decision.rule: decision.points for decision in asked.decisions}
    held = {award.rule: award.posted for award in awards}
    for rule in sorted(again.keys() | held.keys()):
        if again.get(rule, 0) != held.get(rule, 0):
            yield f"{rule} holds {held.get(rule, 0)}, asked again it gives {again.get(rule, 0)}"
