"""Claims and their verdicts."""

from collections.abc import Collection
from datetime import datetime

from loyalty.engine.suspicion import Evidence, Verdict
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.referrals.bring import line_above
from loyalty.referrals.models import Claim, Household, Judgement
from loyalty.shops.models import Shop

State = Claim.State
VERDICTS: dict[str, Verdict] = {
    State.PENDING: "passed",
    State.PASSED: "passed",
    State.HELD: "held",
    State.REFUSED: "refused",
}


def verdicts(friends: Collection[int]) -> dict[int, Verdict]:
    """What became of looking at who brought these members; those nobody brought are left out."""
    rows = Claim.objects.filter(friend_id__in=friends) if friends else Claim.objects.none()
    return {friend: VERDICTS[state] for friend, state in rows.values_list("friend_id", "state")}


def held(*, shop: Shop) -> int:
    """How many wait for staff."""
    return Claim.objects.filter(shop=shop, state=State.HELD).count()


def looked_at(claim: Claim, found: Evidence, *, hold: int, refuse: int, order: str, now: datetime) -> None:
    """The rules have looked. With the friend's first paid `order` they look for the last time; staff's word stands."""
    if claim.judged_by:
        claim.order = claim.order or order
        claim.save(update_fields=["order"])
        return
    said, before = found.verdict(hold=hold, refuse=refuse), claim.state
    claim.state = State.PENDING if said == "passed" and not order else State(said)
    claim.score, claim.reasons = found.score, found.told()
    claim.order, claim.judged_at = order, now
    claim.save(update_fields=["state", "score", "reasons", "order", "judged_at"])
    _note(claim, before, "", now)


def judged(claim: Claim, *, passed: bool, why: str, who: str, household: bool, now: datetime) -> None:
    """Staff have looked; both sides may read why."""
    before, claim.state = claim.state, State.PASSED if passed else State.REFUSED
    claim.judged_by, claim.judged_at, claim.why = who, now, why
    claim.save(update_fields=["state", "judged_by", "judged_at", "why"])
    _note(claim, before, who, now)
    if passed and household:
        one, other = sorted((claim.friend_id, claim.advocate_id))
        Household.objects.get_or_create(
            one_id=one,
            other_id=other,
            defaults={"programme_id": claim.programme_id, "allowed_at": now, "allowed_by": who},
        )


def _note(claim: Claim, before: str, who: str, now: datetime) -> None:
    if claim.state != before:
        Judgement.objects.create(claim=claim, state=claim.state, by=who[:200], at=now)


def adopt(claim: Claim, before: Claim) -> None:
    """A guest's claim becomes that of the account they bought with: it is one friend."""
    claim.offer, claim.made_at = before.offer, before.made_at
    claim.save(update_fields=["offer", "made_at"])
    Member.objects.filter(pk=before.friend_id).update(advocate=None)
    before.delete()


def moved(*, gone: int, kept: int) -> None:
    """Two members are one person: who brought one brought both, unless it is too late or would close a circle."""
    Claim.objects.filter(advocate_id=gone).exclude(friend_id=kept).update(advocate_id=kept)
    theirs = Claim.objects.filter(friend_id=gone).first()
    people = Member.objects.in_bulk([gone, kept])
    advocate = people[gone].advocate_id
    if advocate is None or people[kept].advocate_id is not None or people[kept].returned:
        return
    if Order.objects.filter(member_id__in=(gone, kept), terms__isnull=False).exists():
        return
    rows = Member.objects.filter(programme_id=people[kept].programme_id)
    line = line_above(rows, people[gone].advocate_id or 0)
    if kept in line or gone in line:
        return
    Member.objects.filter(pk=kept).update(advocate_id=line[0])
    if theirs is not None and not Claim.objects.filter(friend_id=kept).exists():
        Claim.objects.filter(pk=theirs.pk).update(friend_id=kept)
