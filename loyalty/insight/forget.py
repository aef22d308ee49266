"""What pasts say about people goes: with time, and when a person asks to be forgotten."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop
from msgspec.structs import replace

from loyalty.common.email import plain
from loyalty.engine import facts
from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.replay.deeds import Joined, Redeemed, ReferralJudged
from loyalty.insight.models import PastOrders, PastPart, Simulation
from loyalty.insight.parts import Sealed, Told, each, packed, rewrite
from loyalty.shops.models import Shop

KEPT = timedelta(days=30)
AT_ONCE = 20
Stage = PastOrders.Stage
NAMED = gettext_noop("A customer asked to be forgotten while the file was read; upload one without them.")


def old_pasts(*, now: datetime) -> int:
    """Parts older than 30 days are thrown away; what simulations came to is kept, without names."""
    due = PastOrders.objects.filter(asked_at__lt=now - KEPT, forgotten_at=None)
    gone = list(due.exclude(state__in=("waiting", "running")).values_list("pk", flat=True)[:AT_ONCE])
    for pk in gone:
        throw_away(pk, now=now)
    return len(gone)


@transaction.atomic
def throw_away(past_id: int, *, now: datetime) -> None:
    PastPart.objects.filter(past_id=past_id).delete()
    Simulation.objects.filter(past_id=past_id).update(levels={})
    PastOrders.objects.filter(pk=past_id).update(forgotten_at=now, refused=[], left=[])


@transaction.atomic
def person(*, shop: Shop, customer: str, email: str, member_ids: Sequence[int]) -> None:
    """Takes a person out of every past of the shop. Their orders stay, as nobody's.

    A past that is being read begins anew: what the store had told of them before must not come in behind.
    """
    pasts = PastOrders.objects.select_for_update().filter(shop=shop, forgotten_at=None).order_by("pk")
    for past in pasts:
        if past.is_open or past.parts.filter(raw=True).exists():
            _begin_anew(past)
            continue
        past.refused = []
        past.save(update_fields=["refused"])
        try:
            rewrite(past, list(_without(past, customer, plain(email))))
        except Sealed:
            throw_away(past.pk, now=timezone.now())
    for run in Simulation.objects.select_for_update().filter(shop=shop).filter(Q(levels__has_key=customer)):
        run.levels.pop(customer)
        run.save(update_fields=["levels"])


def _begin_anew(past: PastOrders) -> None:
    """A file is not read again: it still names them, so it goes."""
    past.parts.all().delete()
    if past.how == PastOrders.How.STORE:
        past.stage, past.turn, past.left, past.refused = Stage.ASK, None, [], []
        past.state, past.export = PastOrders.State.WAITING, ""
    else:
        past.state, past.turn = PastOrders.State.FAILED, None
        past.failure = gettext_noop(
            "A customer asked to be forgotten while the file was read; upload one without them."
        )
    past.save()


def _without(past: PastOrders, customer: str, email: str) -> Iterator[tuple[int, list[Told]]]:
    """The parts in which the person was, without them."""
    for number, told in each(past):
        kept = [(one, _nameless(one.open(), customer, email)) for one in told]
        if any(now is None or now != one.open() for one, now in kept):
            yield number, [packed(one.at, now) for one, now in kept if now is not None]


def _nameless(fact: Fact, customer: str, email: str) -> Fact | None:
    """The fact without the person; None when it is about nobody else."""
    match fact:
        case OrderTold():
            return _nobodys(fact, customer, email)
        case (
            Joined()
            | Redeemed()
            | facts.CustomerTold()
            | facts.MarketingTold()
            | facts.CustomerDeleted()
            | facts.CustomerRedacted()
        ):
            return None if customer and fact.customer == customer else fact
        case ReferralJudged():
            return None if customer == fact.friend else fact
        case facts.Referred():
            return None if customer in (fact.friend, fact.advocate) else fact
        case facts.CustomersMerged():
            return None if customer in (fact.kept, fact.gone) else fact
        case _:
            return fact


def _nobodys(fact: OrderTold, customer: str, email: str) -> OrderTold:
    theirs = bool(customer) and fact.header is not None and fact.header.customer == customer
    if not theirs and not (email and plain(fact.email) == email):
        return fact
    header = replace(fact.header, customer="") if fact.header else None
    return replace(fact, header=header, email="")
