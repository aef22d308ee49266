"""The merchant's side of networks: keys typed once and never shown, posts looked at beside their code."""

import pytest

from loyalty.activities.models import LinkedAccount, NetworkKey
from loyalty.desk.posting import send_post
from loyalty.desk.standing import balance
from loyalty.shops.models import Audit
from tests.activities.test_posting import GOOD, RULES
from tests.activities.ways import published
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

pytestmark = pytest.mark.django_db
PAGE = "/panel/activities/networks/"
KEYS = {"network": "x", "client_id": "tea-app", "secret": "its very secret"}


def test_an_owner_sets_keys_which_are_never_shown_again_and_removes_them(cast: Cast) -> None:
    owner = signed_in(cast.owner)
    assert "/linked/x/callback" in text(owner.get(PAGE))
    shown = text(owner.post(PAGE, KEYS, follow=True))
    row = NetworkKey.objects.get()
    assert (row.shop, row.network, row.secret, row.set_by) == (cast.shop, "x", "its very secret", "owner")
    assert "tea-app" in shown
    assert "its very secret" not in shown + str(list(Audit.objects.values_list("detail", flat=True)))
    owner.post(PAGE, KEYS | {"secret": "another"})
    assert NetworkKey.objects.get().secret == "another"
    assert "Removed" in text(owner.post(PAGE, {"network": "x", "deed": "remove"}, follow=True))
    assert not NetworkKey.objects.exists()


def test_nobody_else_sees_or_changes_them(cast: Cast) -> None:
    signed_in(cast.owner).post(PAGE, KEYS)
    for client in (signed_in(cast.staff), signed_in(cast.reader)):
        assert (client.get(PAGE).status_code, client.post(PAGE, KEYS).status_code) == (403, 403)
    stranger = signed_in(cast.stranger)
    assert "tea-app" not in text(stranger.get(PAGE))
    stranger.post(PAGE, {"network": "x", "deed": "remove"})
    assert NetworkKey.objects.get().shop == cast.shop


@pytest.mark.parametrize("change", [{"network": "instagram"}, {"client_id": ""}, {"secret": " "}])
def test_what_is_wrong_stands_by_its_box(cast: Cast, change: dict[str, str]) -> None:
    answer = signed_in(cast.owner).post(PAGE, KEYS | change)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, set(change))
    assert not NetworkKey.objects.exists()


def test_staff_see_the_code_beside_the_post_and_accept_it(cast: Cast) -> None:
    published(cast, RULES)
    row = send_post(shop=cast.shop, member_id=cast.loyal.pk, rule="show-us", url=GOOD, now=NOW)
    client = signed_in(cast.staff)
    page = text(client.get("/panel/activities/"))
    assert str(row.data["code"]) in page
    assert f'href="{GOOD}" target="_blank" rel="noopener noreferrer nofollow"' in page
    client.post(f"/panel/activities/{row.pk}/judge/", {"deed": "accept", "grade": ""})
    assert balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW).available == 80


def test_a_members_page_says_which_networks_they_are_linked_on_and_not_as_whom(cast: Cast) -> None:
    page = f"/panel/members/{cast.loyal.pk}/"
    row = LinkedAccount.objects.create(
        shop=cast.shop, member=cast.loyal, network="kakao", account="f" * 64, linked_at=NOW
    )
    shown = text(signed_in(cast.reader).get(page))
    assert ("Linked accounts" in shown, "KakaoTalk" in shown, "f" * 64 in shown) == (True, True, False)
    LinkedAccount.objects.filter(pk=row.pk).update(ended_at=NOW)
    assert "Linked accounts" not in text(signed_in(cast.reader).get(page))
