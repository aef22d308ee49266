"""Friends who came through somebody's link, as happenings."""

from collections.abc import Iterable

from loyalty.common.sealed import seal
from loyalty.notices.happening import Happening
from loyalty.referrals.models import Claim

TABLE = "referrals_claim"


def happened(after: int, up_to: int) -> Iterable[Happening]:
    """The advocate's letter never says who the friend is."""
    rows = Claim.objects.filter(pk__gt=after, pk__lte=up_to, advocate__erased_at=None).order_by("pk")
    for row in rows:
        yield Happening(
            shop_id=row.shop_id,
            member_id=row.advocate_id,
            at=row.made_at,
            key=f"claim:{row.pk}",
            letter="friend_came",
            facts={"claim": row.pk},
            topic="referral.claimed",
            data={
                "advocate": seal("mem", row.programme_id, row.advocate_id),
                "friend": seal("mem", row.programme_id, row.friend_id),
                "source": row.source,
                "state": row.state,
            },
        )
