"""What members did besides buying, as happenings."""

from collections.abc import Iterable

from loyalty.activities.models import Activity
from loyalty.common.sealed import seal
from loyalty.notices.happening import Happening

TABLE = "activities_activity"


def happened(after: int, up_to: int) -> Iterable[Happening]:
    """Every deed when it was told, whatever it brings; evidence stays here."""
    rows = Activity.objects.filter(pk__gt=after, pk__lte=up_to, member__erased_at=None).order_by("pk")
    for row in rows:
        yield Happening(
            shop_id=row.shop_id,
            member_id=row.member_id,
            at=row.at,
            key=str(row.pk),
            topic="activity.done",
            data={
                "member": seal("mem", row.programme_id, row.member_id),
                "activity": seal("act", row.programme_id, row.pk),
                "type": row.type,
                "state": row.state,
            },
        )
