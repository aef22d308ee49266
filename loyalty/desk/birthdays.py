"""A member tells their birthday, once; staff may correct it."""

from datetime import datetime

from django.db import transaction

from loyalty.desk.days import today
from loyalty.members import birthdays
from loyalty.members.models import Member
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop

CORRECTED = "birthday corrected"


def tell_birthday(*, shop: Shop, member_id: int, month: int, day: int, now: datetime) -> bool:
    """False when they had said so before. Raises loyalty.members.birthdays.Locked or NoSuchDay."""
    with transaction.atomic():
        member = _locked(shop, member_id)
        told = birthdays.tell(member=member, month=month, day=day, now=now)
        if told:
            today(shop=shop, member_ids=[member_id], now=now)
    return told


def correct_birthday(
    *, shop: Shop, member_id: int, month: int, day: int, why: str, actor: str, now: datetime
) -> bool:
    """False when it stood there already. The audit says who and why, and not the day: it outlives the person's data."""
    with transaction.atomic():
        member = _locked(shop, member_id)
        corrected = birthdays.correct(member=member, month=month, day=day, by=actor, now=now)
        if corrected:
            detail = {"member": member_id, "why": why}
            audit(shop=shop, actor=actor, deed=CORRECTED, detail=detail, now=now)
            today(shop=shop, member_ids=[member_id], now=now)
    return corrected


def _locked(shop: Shop, member_id: int) -> Member:
    rows = Member.objects.select_for_update(no_key=True)
    return rows.get(pk=member_id, programme_id=shop.programme_id, kept=None, erased_at=None)
