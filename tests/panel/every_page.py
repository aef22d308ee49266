"""A shop in which everything has happened, and the address of every page of the panel in it."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from loyalty.adjustments.models import Request
from loyalty.ledger.prove import prove
from loyalty.notices import endpoints
from loyalty.notices.post import post_test
from loyalty.panel.urls import urlpatterns
from loyalty.programmes.publish import save_draft
from loyalty.referrals.models import Claim
from tests.activities.test_checking_in import code
from tests.activities.test_submitting import sent
from tests.activities.ways import WORN
from tests.api.program import a_key
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory
from tests.insight.pasts import read, run, uploaded
from tests.insight.test_read_file import order as past_order
from tests.panel import test_errands
from tests.panel.building import FULL, with_goods
from tests.panel.redeeming import REWARDS, buried, redeem, refused, used_after_all
from tests.panel.story import busy_member, delivery, order, signed_in
from tests.panel.test_books_statements import TEN, give
from tests.panel.test_earning_members_deliveries_seen import adjusted
from tests.panel.test_reward_form import EVERY
from tests.panel.test_tiers import TIERS
from tests.plans.buyers import CLUB, MONTH

LIVE: dict[str, Any] = DOCUMENT | {
    "schema": 2,
    "earning": [
        *DOCUMENT["earning"],
        {"id": "gift", "on": "order_paid", "award": {"points": 2, "per": "1.00"}, "sponsor": "Leaf & Sons"},
        *WORN,
    ],
    "rewards": [*REWARDS, TEN],
    "tiers": TIERS,
    "memberships": [CLUB],
    "expiry": {"per": "lot", "months": 12, "end_of": "month", "notice_days": [30, 7]},
}
CARD = {
    "id": "card",
    "title": "Tenth cup free",
    "text": "A stamp for every cup; the tenth is on the house.",
    "goals": [{"count": "stamps", "reach": 10}],
    "award": {"reward": "coffee"},
}
STREAK = {
    "id": "streak",
    "title": "Four weeks of tea",
    "goals": [{"count": "points", "reach": 4, "streak": "week"}, {"count": "stamps", "reach": 3}],
    "need": "any",
    "times": 1,
    "award": {"badge": "early"},
    "until": "2027-01-01T00:00",
}
REFERRAL = {"id": "friend", "on": "referral", "award": {"points": 300}, "hold_days": 14}
DRAFT: dict[str, Any] = FULL | {
    "memberships": [CLUB, MONTH],
    "missions": [CARD, STREAK],
    "earning": FULL["earning"],
    "referral": {"advocate": {"points": 200}, "friend": {"reward": "coffee"}, "limit": {"times": 9, "per": "month"}},
    "rewards": [*FULL["rewards"], *(one | {"id": f"r{n}", "title": f"Reward {n}"} for n, one in enumerate(EVERY))],
}  # fmt: skip
PARTS = {"ways": "cups", "campaigns": "double", "caps": "daily", "plans": "club", "missions": "card",
         "rewards": "r0", "collect_currency": "stamps", "collect_badge": "early"}  # fmt: skip
NO_PAGE = ("download_data", "choose_shop")
MORE = (
    *(f"/panel/earning/rewards/r{n}/" for n in (1, 4, 7, 8)),
    "/panel/earning/missions/streak/",
    "/panel/members/?q=nobody",
    "/panel/members/why/?order=%232001",
    "/panel/members/redemptions/?problem=stuck",
    "/panel/deliveries/?state=parked&topic=none",
    "/panel/deliveries/store/?state=done",
    "/panel/books/donations/?first=2026-05-01&last=2026-04-01",
)


def filled(cast: Cast) -> list[str]:
    """Everything happens in the tea shop; the addresses of its pages."""
    known = happened(cast)
    compared = f"/panel/simulate/compare/?a={known['run_id']}&b={known['run_id'] - 1}"
    return [*pages(cast, known), *MORE, compared]


def happened(cast: Cast) -> dict[str, Any]:
    """Everything; the numbers of it, by their names in the addresses."""
    who = cast.loyal = busy_member(cast.shop)
    VersionFactory(programme=cast.programme, number=2, document=LIVE, published_at=NOW - timedelta(days=1))
    for n in range(7):
        order(cast.shop, str(2001 + n), 100_000, customer=str(8000 + n) if n < 6 else "7001")
    known = {"member_id": who.pk} | _spent(cast) | _told(cast) | _played(cast)
    known |= {"activity_id": sent(cast).pk, "code_id": code(cast.shop).pk}
    brought(cast)
    known["upload_id"] = adjusted(cast)[0].pk
    known["request_id"] = Request.objects.earliest("pk").pk
    with_goods(cast)
    prove(programme_id=cast.programme.pk, now=NOW)
    save_draft(programme_id=cast.programme.pk, document=DRAFT, base=2, by="ann@tea.example", now=NOW)
    return known


def brought(cast: Cast) -> None:
    """One referral that waits with its reasons, one that counts."""
    for friend, state, reasons in (
        (cast.cheat, Claim.State.HELD, [["same_mailbox", 70, 0], ["browser_again", 50, 2]]),
        (cast.newcomer, Claim.State.PASSED, []),
    ):
        Claim.objects.create(
            programme=cast.programme, shop=cast.shop, friend=friend, advocate=cast.loyal, source="link",
            state=state, reasons=reasons, score=sum(one[1] for one in reasons), made_at=NOW,
        )  # fmt: skip


def _spent(cast: Cast) -> dict[str, Any]:
    for key in ("a", "b"):
        give(cast.shop, key)
    mug = redeem(cast, "mug")
    for deed in (buried, refused, used_after_all):
        deed(cast)
    return {"public": mug.public}


def _told(cast: Cast) -> dict[str, Any]:
    parked = [delivery(cast.shop, state=state) for state in ("worked", "ready", "ignored", "parked")][-1]
    given_up = test_errands.story(cast.shop)
    listens, _secret = endpoints.add(
        shop=cast.shop, url="https://hooks.example.com/loyalty", topics=["points.earned"], actor="x", now=NOW
    )
    told = {"webhook_id": listens.pk, "post_id": post_test(endpoint=listens, now=NOW).pk, "kind": "earned"}
    key, _token = a_key(cast.shop, name="The till in the Old Town")
    return {"delivery_id": parked.pk, "errand_id": given_up.pk, "key_id": key.pk} | told


def _played(cast: Cast) -> dict[str, Any]:
    lines = [
        past_order(n, customer=7000 + n * n % 23, price=f"{20 + n % 60}.00", days=360 - 4 * n)
        for n in range(1, 80)
    ]
    past = read(uploaded(cast.shop, lines))
    runs = [run(past, LIVE), run(past)]
    return {"past_id": past.pk, "run_id": runs[1].pk}


def pages(cast: Cast, known: dict[str, Any]) -> list[str]:
    """What answers an owner with a whole page."""
    client, found = signed_in(cast.owner), []
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        part = PARTS.get(str(pattern.name).rpartition("_")[0])
        given = {"version": 1, "use_id": 1, "preset_id": "stamps", "part_id": part} | known
        if pattern.name in NO_PAGE or set(wanted) - set(given):
            continue
        path = reverse(f"panel:{pattern.name}", kwargs={name: given[name] for name in wanted})
        answer = client.get(path)
        assert not (known and answer.status_code == 404), path
        if answer.status_code == 200 and b"<html" in answer.content:
            found.append(path)
    return found
