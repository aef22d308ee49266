"""All that is held about a person's bringing and being brought, for handing it over to them."""

from typing import Any

from django.db.models import Q

from loyalty.referrals.models import Claim, Code, Trace


def told_of(member_id: int) -> dict[str, Any]:
    """JSON-ready. The other side is told of by our own number only."""
    code = Code.objects.filter(member_id=member_id).first()
    claims = Claim.objects.filter(Q(friend_id=member_id) | Q(advocate_id=member_id)).order_by("pk")
    traces = Trace.objects.filter(member_id=member_id).order_by("pk")
    return {
        "code": code.code if code else "",
        "brought": [_told(one) for one in claims if one.advocate_id == member_id],
        "brought_by": [_told(one) for one in claims if one.friend_id == member_id],
        "seen_with": [
            {"kind": one.kind, "hash": one.value, "until": one.ends_at.isoformat()} for one in traces
        ],
    }


def _told(one: Claim) -> dict[str, Any]:
    return {
        "at": one.made_at.isoformat(),
        "how": one.source,
        "state": one.state,
        "score": one.score,
        "reasons": one.reasons,
        "order": one.order,
        "why": one.why,
    }
