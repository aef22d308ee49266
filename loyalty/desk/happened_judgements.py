"""What became of looking at a deed or at a referral, as happenings."""

from collections.abc import Iterable

from loyalty.activities.models import Activity
from loyalty.activities.models import Judgement as OfActivity
from loyalty.common.sealed import seal
from loyalty.notices.happening import Happening
from loyalty.referrals.models import Claim
from loyalty.referrals.models import Judgement as OfClaim

DEEDS, CLAIMS = "activities_judgement", "referrals_judgement"
LETTERS = {Activity.State.DONE: "deed_accepted", Activity.State.REFUSED: "deed_refused"}


def deeds(after: int, up_to: int) -> Iterable[Happening]:
    """Letters go out for what staff said; programs hear of everything."""
    rows = OfActivity.objects.filter(pk__gt=after, pk__lte=up_to, activity__member__erased_at=None)
    for row in rows.select_related("activity").order_by("pk"):
        told = row.activity
        yield Happening(
            shop_id=told.shop_id,
            member_id=told.member_id,
            at=row.at,
            key=f"judged:{row.pk}",
            letter=LETTERS.get(Activity.State(row.state), ""),
            facts={"activity": told.pk, "state": row.state},
            topic="activity.judged",
            data={
                "member": seal("mem", told.programme_id, told.member_id),
                "activity": seal("act", told.programme_id, told.pk),
                "type": told.type,
                "state": row.state,
                "grade": told.grade,
            },
        )


def claims(after: int, up_to: int) -> Iterable[Happening]:
    """The advocate's letter never says who the friend is."""
    rows = OfClaim.objects.filter(pk__gt=after, pk__lte=up_to, claim__advocate__erased_at=None)
    for row in rows.select_related("claim").order_by("pk"):
        told = row.claim
        yield Happening(
            shop_id=told.shop_id,
            member_id=told.advocate_id,
            at=row.at,
            key=f"judged:{row.pk}",
            letter="friend_refused" if row.state == Claim.State.REFUSED else "",
            facts={"claim": told.pk},
            topic="referral.judged",
            data={
                "advocate": seal("mem", told.programme_id, told.advocate_id),
                "friend": seal("mem", told.programme_id, told.friend_id),
                "state": row.state,
                "by": "staff" if row.by else "rules",
            },
        )
