"""All that is held about what a person did, for handing it over to them."""

from base64 import b64encode
from typing import Any

from loyalty.activities.models import Activity, LinkedAccount
from loyalty.engine.activity import plain


def told_of(member_id: int) -> list[dict[str, Any]]:
    """Every activity, oldest first, as JSON-ready data."""
    rows = Activity.objects.filter(member_id=member_id).select_related("picture")
    return [_told(row) for row in rows.order_by("pk")]


def _told(row: Activity) -> dict[str, Any]:
    return {
        "type": row.type,
        "key": row.key,
        "at": row.at.isoformat(),
        "told_at": row.told_at.isoformat(),
        "told_by": row.told_by,
        "quantity": plain(row.quantity),
        "unit": row.unit,
        "place": row.place,
        "grade": row.grade,
        "proof": row.proof,
        "state": row.state,
        "why": row.why,
        "data": row.data,
        "picture_jpeg": b64encode(picture.image).decode()
        if (picture := getattr(row, "picture", None))
        else None,
    }


def links_of(member_id: int) -> list[dict[str, Any]]:
    """Every account on a network they linked; which it was, we do not know either."""
    rows = LinkedAccount.objects.filter(member_id=member_id).order_by("pk")
    return [
        {
            "network": row.network,
            "linked_at": row.linked_at.isoformat(),
            "unlinked_at": row.ended_at and row.ended_at.isoformat(),
        }
        for row in rows
    ]
