"""The member's digest in sentences, for the page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from loyalty.desk.digest_words import digest_words
from storefront_widget.visit import Visit


def digest_lines(visit: Visit, *, now: datetime) -> list[str]:
    """Empty for whoever has not joined."""
    member = visit.member()
    if member is None or member.joined_at is None:
        return []
    with timezone.override(ZoneInfo(visit.shop.timezone)):
        words = digest_words(shop=visit.shop, member=member, now=now)
    return [line for line in (words or {}).values() if line]
