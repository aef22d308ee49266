"""Letters about the member as such. No facts."""

from loyalty.desk.letters.told import nothing_more, with_balance
from loyalty.members.models import Member
from loyalty.notices.teller import Asked, Values

told = nothing_more


def values(asked: Asked) -> Values | None:
    here = Member.objects.filter(pk=asked.member_id, programme_id=asked.shop.programme_id, erased_at=None)
    return with_balance(asked, {}) if here.exclude(joined_at=None).exists() else None
