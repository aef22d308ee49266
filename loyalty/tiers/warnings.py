"""Warnings before a level is lost: what was told is written down, and only then does the time to the fall run."""

from datetime import datetime

from loyalty.tiers.models import Standing, TierWarning


def warned(*, member_id: int, channel: str, now: datetime) -> int:
    """Writes down that the member read the warnings that wait; returns how many. A held level is reviewed anew."""
    told = TierWarning.objects.filter(member_id=member_id, sent_at=None).update(sent_at=now, channel=channel)
    if told:
        Standing.objects.filter(member_id=member_id).update(review_at=now)
    return told


def open_warning(standing: Standing) -> TierWarning | None:
    """The warning of the fall that lies ahead, or that is held back until it is read."""
    if standing.warned_for is None:
        return None
    rows = TierWarning.objects.filter(
        member_id=standing.pk, falls_at=standing.warned_for, level=standing.level
    )
    return rows.first()
