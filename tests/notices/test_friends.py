"""A friend who came through a member's link: told to the member without a name, and to the merchant's programs."""

import json

from django.conf import LazySettings

from loyalty.desk import happened
from loyalty.notices import endpoints
from loyalty.notices.deliver import deliver
from loyalty.notices.models import Letter
from loyalty.notices.teller import Asked, teller_of
from loyalty.referrals.models import Claim
from tests.cast import NOW, Cast
from tests.notices.telling import on
from tests.security.listener import listening, says


def test_a_claim_is_told_to_who_brought_the_friend_and_to_programs_that_listen(
    cast: Cast, settings: LazySettings
) -> None:
    settings.OUTGOING_LOOPBACK = True
    on(cast.shop, "friend_came")
    happened.listen(now=NOW)
    with listening(says("HTTP/1.1 200 OK\nContent-Length: 0")) as door:
        endpoints.add(shop=cast.shop, url=door.address, topics=["referral.claimed"], actor="o", now=NOW)
        claim = Claim.objects.create(
            programme=cast.programme, shop=cast.shop, friend=cast.newcomer, advocate=cast.loyal, source="link",
            made_at=NOW,
        )  # fmt: skip
        happened.listen(now=NOW, patient=False)
        assert deliver(clock=lambda: NOW) == 1
        event = json.loads(door.requests[0].partition(b"\r\n\r\n")[2])
    assert (event["topic"], event["data"]["state"]) == ("referral.claimed", "pending")
    letter = Letter.objects.get(shop=cast.shop)
    assert (letter.member, letter.kind) == (cast.loyal, "friend_came")
    asked = Asked(cast.shop, cast.loyal.pk, letter.kind, letter.facts, NOW)
    assert set(teller_of(letter.kind).values(asked) or {}) == {"balance"}
    Claim.objects.filter(pk=claim.pk).update(state="held")
    assert teller_of(letter.kind).values(asked) is None
