"""A person is forgotten: their code, what they were seen with and what staff wrote about them go."""

from collections.abc import Collection

from django.db.models import Q

from loyalty.referrals.models import Claim, Code, Household, Trace
from loyalty.shops.models import Shop


def person(*, shop: Shop, customer: str, email: str, member_ids: Collection[int]) -> None:
    """Answers settings.FORGETTERS. That a nameless member brought another stays, as the books do."""
    Code.objects.filter(programme_id=shop.programme_id, member_id__in=member_ids).delete()
    Trace.objects.filter(programme_id=shop.programme_id, member_id__in=member_ids).delete()
    theirs = Q(one_id__in=member_ids) | Q(other_id__in=member_ids)
    Household.objects.filter(theirs, programme_id=shop.programme_id).delete()
    either = Q(friend_id__in=member_ids) | Q(advocate_id__in=member_ids)
    Claim.objects.filter(either, programme_id=shop.programme_id).update(why="", reasons=[])
