"""Answers go with time, and with the person they are about."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from loyalty.api.idempotent import KEPT
from loyalty.api.models import Answer
from loyalty.common.sealed import seal
from loyalty.members.models import Member
from loyalty.shops.models import Shop


def old_answers(*, now: datetime) -> int:
    """Throws away what nobody will ask for again; the books' own keys still keep a deed from happening twice."""
    gone, _ = Answer.objects.filter(at__lt=now - KEPT).delete()
    return gone


def person(*, shop: Shop, customer: str, email: str, member_ids: Sequence[int]) -> None:
    """Takes every answer about the person away, whichever of their accounts it named."""
    theirs = Q(member__in=member_ids) | Q(member__kept__in=member_ids)
    Answer.objects.filter(theirs, shop__programme_id=shop.programme_id).delete()
    accounts = Member.objects.filter(
        Q(pk__in=member_ids) | Q(kept__in=member_ids), programme_id=shop.programme_id
    )
    for number in accounts.values_list("pk", flat=True):  # a batch may be about many people
        named = {"data": [{"activity": {"member": seal("mem", shop.programme_id, number)}}]}
        batches = Answer.objects.filter(shop__programme_id=shop.programme_id, route="activities")
        batches.filter(body__contains=named).delete()
