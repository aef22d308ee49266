"""The personal digest. No facts: it says what is true when it is sent."""

from loyalty.desk.digest_words import digest_words
from loyalty.desk.letters.told import nothing_more, with_balance
from loyalty.members.models import Member
from loyalty.notices.teller import Asked, Values

told = nothing_more


def values(asked: Asked) -> Values | None:
    rows = Member.objects.filter(pk=asked.member_id, programme_id=asked.shop.programme_id, erased_at=None)
    member = rows.exclude(joined_at=None).first()
    words = digest_words(shop=asked.shop, member=member, now=asked.now) if member else None
    return with_balance(asked, words) if words else None
