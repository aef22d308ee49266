"""Settlement: post the difference between what an award should hold and what the books hold for it.

Nothing is ever added because a message arrived. Duplicates, reordering, refunds, edits and cancellations
therefore converge to the same books. The caller holds the lock on the fact (the order's row).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.common import sets
from loyalty.engine.decisions import Decision
from loyalty.engine.expiry import Clock
from loyalty.engine.settlement import Standing, post_difference
from loyalty.ledger.book import Book, open_book
from loyalty.ledger.models import Award
from loyalty.ledger.posting import Posting
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One decision to be settled for one source, e.g. "order:450789469"."""

    source: str
    member_id: int | None
    version: int
    decision: Decision
    policy: str
    kind: str


def settle(*, shop: Shop, targets: Sequence[Target], actor: str, clock: Clock, now: datetime) -> list[Award]:
    """Brings every award to its target; returns them as they stand now.

    An award keeps the currency in which it first posted. Raises ValueError for a target in another one.
    A silent target only takes back what an award of its rule holds: where there is none, none is made.
    """
    known = _known(shop, [(target.source, target.decision.rule) for target in targets])
    targets = [one for one in targets if not _nothing_to_tell(one, known)]
    awards = _awards(shop, targets, known, now)
    due = [(award, target) for award, target in zip(awards, targets, strict=True) if _differs(award, target)]
    members = {award.member_id for award, _ in due if award.member_id is not None}
    if members:
        currencies = {one for award, target in due for one in (award.currency, target.decision.currency)}
        with open_book(
            programme_id=shop.programme_id, member_ids=members, clock=clock, now=now, currencies=currencies
        ) as book:
            taken = [award for award, target in due if target.decision.points < award.posted]
            _read_expired(book, taken)
            for award, target in due:
                _post(book, award, target, actor)
    moved = {award.pk for award, _ in due}
    changed = [
        award
        for award, target in zip(awards, targets, strict=True)
        if _tell(award, target, now) or award.pk in moved
    ]
    _keep(changed)
    return awards


def _nothing_to_tell(target: Target, known: dict[tuple[str, str], Award]) -> bool:
    """Whether a silent target leaves no trace; what was only told before, and never posted, is told no longer."""
    award = known.get((target.source, target.decision.rule))
    if not target.decision.silent or (award is not None and award.steps):
        return False
    if award is not None:
        award.delete()
    return True


def _read_expired(book: Book, awards: Sequence[Award]) -> None:
    """What expired of these awards so far: read under the members' lock, for the clock moves it too."""
    if not awards:
        return
    fresh = dict(Award.objects.filter(pk__in=[award.pk for award in awards]).values_list("pk", "expired"))
    for award in awards:
        award.expired = fresh[award.pk] + book.expired[award.pk]


def _keep(awards: Sequence[Award]) -> None:
    columns = ("posted", "written_off", "steps", "member_id", "currency", "version", "outcome", "available_at",
               "decided_at", "reason")  # fmt: skip
    rows = [{"id": award.pk} | {name: getattr(award, name) for name in columns} for award in awards]
    sets.run(KEEP, rows)


def _awards(
    shop: Shop, targets: Sequence[Target], known: dict[tuple[str, str], Award], now: datetime
) -> list[Award]:
    """The awards' rows, made where missing, in the order of the targets."""
    wanted = [(target.source, target.decision.rule) for target in targets]
    fresh = [
        _new(shop, target, now) for target in targets if (target.source, target.decision.rule) not in known
    ]
    _insert(shop, fresh)
    known |= {(award.source, award.rule): award for award in fresh}
    return [known[key] for key in wanted]


def _insert(shop: Shop, fresh: Sequence[Award]) -> None:
    for award, number in zip(fresh, sets.new_ids("ledger_award", len(fresh)) if fresh else [], strict=True):
        award.pk = number
    columns = (
        "member_id",
        "currency",
        "source",
        "rule",
        "version",
        "outcome",
        "effective_at",
        "available_at",
        "decided_at",
    )
    rows = [{"id": award.pk} | {name: getattr(award, name) for name in columns} for award in fresh]
    sets.run(NEW, rows, shop.programme_id, shop.pk)


def _known(shop: Shop, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Award]:
    rows = Award.objects.filter(
        programme_id=shop.programme_id, shop=shop, source__in={source for source, _ in wanted}
    )
    return {(award.source, award.rule): award for award in rows}


def _new(shop: Shop, target: Target, now: datetime) -> Award:
    decision = target.decision
    return Award(
        programme_id=shop.programme_id,
        shop=shop,
        member_id=target.member_id,
        source=target.source,
        rule=decision.rule,
        version=target.version,
        currency=decision.currency,
        expired=0,
        outcome=decision.outcome,
        effective_at=decision.effective_at,
        available_at=decision.available_at,
        decided_at=now,
        reason={},
    )


def _differs(award: Award, target: Target) -> bool:
    return award.posted != target.decision.points


def _post(book: Book, award: Award, target: Target, actor: str) -> None:
    decision = target.decision
    if award.member_id is None:
        award.member_id = target.member_id
    if award.member_id is None:
        raise ValueError("points need a member")
    _keep_currency(award, decision)
    change = decision.points - award.posted
    standing = Standing(award.posted, award.written_off, award.expired, award.steps)
    moves = post_difference(
        book.purse(award.member_id, award.currency),
        standing,
        decision,
        policy=target.policy,
        award=award.pk,
        shop=award.shop_id,
        now=book.now,
    )
    award.posted, award.written_off, award.steps = standing.posted, standing.written_off, standing.steps
    book.expired[award.pk] -= award.expired - standing.expired
    award.expired = standing.expired
    book.record(
        Posting(
            shop_id=award.shop_id,
            member_id=award.member_id,
            award_id=award.pk,
            currency=award.currency,
            kind=target.kind if change > 0 else "clawback",
            # The step makes a repeated posting collide, should two workers ever settle one award at once.
            key=f"{award.shop_id}:{award.source}:{award.rule}:{award.steps}",
            source=award.source,
            version=target.version,
            actor=actor,
            reason=decision.reason | {"change": change},
            effective_at=decision.effective_at if award.steps == 1 else decision.as_of,
        ),
        moves,
    )


def _keep_currency(award: Award, decision: Decision) -> None:
    """The first posting says of what the award is; a target of nothing fits all."""
    if decision.points and decision.currency != award.currency:
        if award.steps:
            raise ValueError(f"an award of {award.currency} cannot become one of {decision.currency}")
        award.currency = decision.currency


def _tell(award: Award, target: Target, now: datetime) -> bool:
    """Brings the row's words up to date; True when anything changed."""
    decision = target.decision
    before = (award.reason, award.outcome, award.member_id, award.version, award.available_at)
    award.reason, award.outcome, award.version = decision.reason, decision.outcome, target.version
    award.member_id = award.member_id or target.member_id
    award.available_at = decision.available_at
    changed = before != (award.reason, award.outcome, award.member_id, award.version, award.available_at)
    if changed:
        award.decided_at = now
    return changed


KEEP = """
UPDATE ledger_award a
SET posted = t.posted, written_off = t.written_off, steps = t.steps, member_id = t.member_id,
    currency = t.currency, version = t.version,
    outcome = t.outcome, available_at = t.available_at, decided_at = t.decided_at, reason = t.reason
FROM json_to_recordset(%s) AS t (
  id bigint, posted bigint, written_off bigint, steps int, member_id bigint, currency text, version int,
  outcome text, available_at timestamptz, decided_at timestamptz, reason jsonb)
WHERE a.id = t.id
"""
NEW = """
INSERT INTO ledger_award (programme_id, shop_id, posted, written_off, expired, steps, reason, id, member_id,
                          currency, source, rule, version, outcome, effective_at, available_at, decided_at)
SELECT %s, %s, 0, 0, 0, 0, '{}', t.* FROM json_to_recordset(%s) AS t (
  id bigint, member_id bigint, currency text, source text, rule text, version int, outcome text,
  effective_at timestamptz,
  available_at timestamptz, decided_at timestamptz)
"""
