"""Who gets in, how far, and into which shop."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from loyalty.api.keys import by_token, make, note_use, revoke
from loyalty.api.models import Key
from loyalty.api.scopes import Scope
from loyalty.ledger.models import Transaction
from loyalty.shops.models import Audit, Installation, Staff
from tests.api.program import Program, a_key, code, program, public
from tests.cast import NOW, Cast

READS = ("shop", "members", "programme")


def test_a_token_is_kept_only_as_a_hash(cast: Cast) -> None:
    key, token = a_key(cast.shop)
    kept = " ".join(str(value) for value in Key.objects.filter(pk=key.pk).values().get().values())
    assert token not in kept
    assert token.rpartition("_")[2] not in kept
    assert len(token.rpartition("_")[2]) * 4 >= 128


def test_the_same_form_makes_one_key(cast: Cast) -> None:
    assert cast.owner
    by, form = Staff.objects.get(shop=cast.shop), uuid4()
    for expected in (True, False):
        made = make(shop=cast.shop, name="till", scopes=[], form=form, by=by, actor="owner", now=NOW)
        assert bool(made) is expected
    assert Key.objects.count() == 1
    assert Audit.objects.filter(deed="api key made").count() == 1


@pytest.mark.parametrize("path", [*READS, "no/such/address", ""])
def test_without_a_key_every_address_is_a_401(cast: Cast, path: str) -> None:
    response = Program("").get(path)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert code(response) == "not_authenticated"


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer lk_", "Basic dXNlcjpwYXNz", "Bearer lk_\xe9\xff", "Bearer " + "x" * 5000],
)
def test_a_header_that_is_no_key_is_a_401(cast: Cast, header: str) -> None:
    response = Program("").client.get("/api/v1/shop", headers={"Authorization": header})
    assert (response.status_code, code(response)) == (401, "authentication_failed")


def test_a_token_that_is_wrong_in_one_letter_opens_nothing(cast: Cast) -> None:
    token = a_key(cast.shop)[1]
    for place in range(len(token)):
        other = "0" if token[place] != "0" else "1"
        assert by_token(token[:place] + other + token[place + 1 :]) is None
    assert by_token(token + "\n") is None


def test_a_revoked_key_opens_nothing_any_more(cast: Cast) -> None:
    key, token = a_key(cast.shop)
    assert Program(token).get("shop").status_code == 200
    assert revoke(shop=cast.shop, key_id=key.pk, actor="owner", now=NOW)
    assert not revoke(shop=cast.shop, key_id=key.pk, actor="owner", now=NOW)
    assert Program(token).get("shop").status_code == 401
    assert Audit.objects.filter(deed="api key revoked").count() == 1


def test_nobody_revokes_another_shops_key(cast: Cast) -> None:
    key, token = a_key(cast.shop)
    with pytest.raises(Key.DoesNotExist):
        revoke(shop=cast.other_shop, key_id=key.pk, actor="stranger", now=NOW)
    assert by_token(token) == key


def test_a_key_rests_while_the_app_is_not_installed(cast: Cast) -> None:
    caller = program(cast.shop)
    Installation.objects.filter(shop=cast.shop).update(uninstalled_at=NOW)
    response = caller.get("shop")
    assert (response.status_code, code(response)) == (403, "not_installed")


@pytest.mark.parametrize(("path", "scope"), [("members", "read_members"), ("programme", "read_programme")])
def test_a_missing_scope_is_a_403_that_names_it(cast: Cast, path: str, scope: str) -> None:
    others = [one for one in Scope if one != scope]
    response = program(cast.shop, *others).get(path)
    assert response.status_code == 403
    assert code(response) == "missing_scope"
    assert scope in response.json()["errors"][0]["detail"]
    assert program(cast.shop, Scope(scope)).get(path).status_code == 200


def test_whoever_may_only_read_posts_nothing(cast: Cast) -> None:
    others = [one for one in Scope if one != Scope.WRITE_POINTS]
    path = f"members/{public(cast.loyal)}/adjustments"
    response = program(cast.shop, *others).post(path, {"points": 5, "reason": "mine"})
    assert (response.status_code, code(response)) == (403, "missing_scope")
    assert not Transaction.objects.exists()


def test_too_many_requests_in_a_minute_are_told_when_to_come_back(cast: Cast, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    hasty, other = program(cast.shop), program(cast.shop)
    answers = [hasty.get("shop") for _ in range(7)]
    late = [one for one in answers if one.status_code == 429]
    assert 1 <= len(late) <= 4  # a minute may have ended in between
    assert 1 <= int(late[0]["Retry-After"]) <= 60
    assert code(late[0]) == "throttled"
    assert other.get("shop").status_code == 200


def test_the_last_use_is_noted_without_a_write_for_every_request(cast: Cast) -> None:
    key, _ = a_key(cast.shop)
    now = timezone.now()
    for later in (0, 5, 9, 11):
        key.refresh_from_db()
        note_use(key=key, now=now + timedelta(minutes=later))
    key.refresh_from_db()
    assert key.last_used_at == now + timedelta(minutes=11)
    note_use(key=key, now=now + timedelta(minutes=12))
    key.refresh_from_db()
    assert key.last_used_at == now + timedelta(minutes=11)
