"""Keys of the merchant's own programs: made and revoked by owners, shown once."""

from uuid import uuid4

import pytest

from loyalty.api.keys import by_token, revoke
from loyalty.api.models import Key
from loyalty.shops.models import Audit
from tests.api.program import a_key
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

KEYS = "/panel/settings/keys/"


def fields(**change: object) -> dict[str, object]:
    return {"name": "The till", "scopes": ["read_members", "write_points"], "form": str(uuid4())} | change


def test_a_token_is_shown_once_and_never_again(cast: Cast) -> None:
    client = signed_in(cast.owner)
    assert "No keys yet" in text(client.get(KEYS))
    made = client.post(KEYS, fields())
    token = made.context["token"]
    assert token in text(made)
    assert "no-store" in made["Cache-Control"]
    key = by_token(token)
    assert key is not None
    assert (key.shop, key.name, key.scopes) == (cast.shop, "The till", ["read_members", "write_points"])
    later = text(client.get(KEYS))
    assert token not in later
    assert f"lk_{key.prefix}…" in later
    line = Audit.objects.get(deed="api key made")
    assert token not in str(line.detail)
    assert "made an API key" in text(client.get("/panel/settings/"))


def test_the_same_form_sent_again_makes_no_second_key(cast: Cast) -> None:
    client, form = signed_in(cast.owner), fields()
    client.post(KEYS, form)
    assert "was made already" in text(client.post(KEYS, form, follow=True))
    assert Key.objects.count() == 1


@pytest.mark.parametrize("change", [{"name": " "}, {"scopes": []}, {"scopes": ["everything"]}, {"form": "1"}])
def test_a_form_that_is_not_complete_makes_nothing(cast: Cast, change: dict[str, object]) -> None:
    response = signed_in(cast.owner).post(KEYS, fields(**change))
    assert response.status_code == 422
    assert not Key.objects.exists()


def test_an_owner_revokes_a_key(cast: Cast) -> None:
    client = signed_in(cast.owner)
    key, token = a_key(cast.shop)
    assert "The key is revoked" in text(client.post(f"{KEYS}{key.pk}/revoke/", follow=True))
    assert by_token(token) is None
    assert "had been revoked already" in text(client.post(f"{KEYS}{key.pk}/revoke/", follow=True))
    assert Audit.objects.filter(deed="api key revoked").count() == 1


@pytest.mark.parametrize("name", ["staff", "reader"])
def test_nobody_but_owners_sees_or_makes_keys(cast: Cast, name: str) -> None:
    key, token = a_key(cast.shop)
    client = signed_in(getattr(cast, name))
    assert client.get(KEYS).status_code == 403
    assert client.post(KEYS, fields()).status_code == 403
    assert client.post(f"{KEYS}{key.pk}/revoke/").status_code == 403
    assert KEYS not in text(client.get("/panel/settings/"))
    assert Key.objects.count() == 1
    assert by_token(token) == key


def test_a_stranger_neither_sees_nor_revokes_ours(cast: Cast) -> None:
    key, token = a_key(cast.shop, name="Our own till")
    client = signed_in(cast.stranger)
    assert "Our own till" not in text(client.get(KEYS))
    for number in (key.pk, 10**6):
        assert client.post(f"{KEYS}{number}/revoke/").status_code == 404
    assert by_token(token) == key


def test_revoked_keys_stand_below_those_in_use(cast: Cast) -> None:
    old, _ = a_key(cast.shop, name="Old till")
    newer, _ = a_key(cast.shop, name="New till")
    revoke(shop=cast.shop, key_id=newer.pk, actor="owner", now=NOW)
    names = [row.name for row, _ in signed_in(cast.owner).get(KEYS).context["rows"]]
    assert names == ["Old till", "New till"]
    assert old.revoked_at is None
