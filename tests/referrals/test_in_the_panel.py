"""The merchant's side: the queue with its reasons, approve and deny, the form of the programme, a member's page."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.engine.document import parse
from loyalty.members.models import Member
from loyalty.programmes.models import Draft
from loyalty.referrals.models import Claim, Household
from loyalty.shops.models import Staff
from tests.cast import Cast, StaffFactory, UserFactory
from tests.referrals.town import Town, home, programme

pytestmark = pytest.mark.django_db
QUEUE, FORM = "/panel/members/referrals/", "/panel/earning/friends/"


@pytest.fixture
def town(traveller: time_machine.Traveller) -> Town:
    made = Town(programme(), traveller)
    made.buys(7001, shipping_address=home(1))
    made.comes(7002, by=7001, shipping_address=home(1), verdict="held")
    return made


def staff(client: Client, town: Town, role: str = Staff.Role.STAFF) -> Client:
    user = UserFactory.create()
    StaffFactory.create(shop=town.shop, user=user, role=role)
    client.force_login(user)
    return client


def judged(client: Client, town: Town, **given: str) -> Any:
    return client.post(f"{QUEUE}{town.claim(7002).pk}/judge/", given)


def test_what_waits_is_shown_with_its_reasons(client: Client, town: Town) -> None:
    page = staff(client, town).get(QUEUE).content.decode()
    assert "Both have the same telephone." in page
    assert "Both have the same address." in page
    assert "Customer 7002" in page
    assert "Customer 7001" in page


def test_approving_pays_both_and_allows_the_household_when_asked(client: Client, town: Town) -> None:
    answer = judged(staff(client, town), town, deed="approve", household="1")
    assert answer.status_code == 302
    assert (town.points(7001)[1], town.points(7002)[1]) == (200, 100)
    assert Household.objects.count() == 1
    assert "waits for you" not in client.get(QUEUE).content.decode()


def test_denying_needs_a_reason_and_pays_nobody(client: Client, town: Town) -> None:
    staff(client, town)
    assert judged(client, town, deed="deny", why="  ").status_code == 422
    assert town.claim(7002).state == Claim.State.HELD
    judged(client, town, deed="deny", why="One person, two mailboxes.")
    assert (town.claim(7002).state, town.claim(7002).why) == ("refused", "One person, two mailboxes.")
    assert (town.points(7001)[1], town.points(7002)[1]) == (0, 0)


def test_a_reader_a_stranger_and_a_made_up_number_judge_nothing(
    client: Client, town: Town, cast: Cast
) -> None:
    assert judged(staff(client, town, Staff.Role.READER), town, deed="approve").status_code == 403
    client.force_login(cast.stranger)
    assert judged(client, town, deed="approve").status_code == 404
    assert "Customer 7002" not in client.get(QUEUE).content.decode()
    staff(client, town)
    assert client.post(f"{QUEUE}{2**70}/judge/", {"deed": "approve"}).status_code == 404
    assert judged(client, town, deed="whatever").status_code == 404
    assert town.claim(7002).state == Claim.State.HELD


def test_a_members_page_says_whom_they_brought_and_who_brought_them(client: Client, town: Town) -> None:
    staff(client, town)
    for customer, other in ((7001, "Customer 7002"), (7002, "Customer 7001")):
        assert other in client.get(f"/panel/members/{town.person(customer).pk}/").content.decode()


def form(client: Client, **given: str) -> Any:
    page = client.get(FORM)
    seen = page.context["stamp"]
    filled = {name: value for name, value in page.context["form"].initial.items() if isinstance(value, str)}
    return client.post(FORM, filled | {"seen": seen} | given)


def draft(town: Town) -> dict[str, Any]:
    found = Draft.objects.get(programme=town.programme).document
    referral: dict[str, Any] = parse(found).model_dump(mode="json", exclude_defaults=True, by_alias=True)[
        "referral"
    ]
    return referral


def test_the_form_saves_what_it_shows_and_keeps_the_rest(client: Client, town: Town) -> None:
    staff(client, town)
    assert form(client, limit="10", limit_per="month", code_prefix="TEA", minimum="25").status_code == 302
    assert draft(town) == {
        "advocate": {"points": 200}, "friend": {"points": 100}, "hold_days": 14, "minimum": "25", "prefix": "TEA",
        "limit": {"times": 10, "per": "month"},
    }  # fmt: skip
    assert form(client, friend="", friend_points="").status_code == 302
    assert "friend" not in draft(town)


@pytest.mark.parametrize(
    ("field", "value"),
    [("advocate_points", ""), ("code_prefix", "tea!"), ("limit", "0"), ("refuse_at", "5"), ("until", "soon"),
     ("friend_offer", "nothing-like-that")],
)  # fmt: skip
def test_what_does_not_fit_is_told_beside_its_field_and_saves_nothing(
    client: Client, town: Town, field: str, value: str
) -> None:
    answer = form(staff(client, town), **{field: value})
    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert not Draft.objects.filter(programme=town.programme).exists()


def test_switched_off_the_programme_says_nothing_of_friends(client: Client, town: Town) -> None:
    assert form(staff(client, town), on="").status_code == 302
    assert "referral" not in Draft.objects.get(programme=town.programme).document
    assert Member.objects.filter(advocate__isnull=False).exists()
