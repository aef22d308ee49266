"""Keys of the stored tokens: made, rotated, and of no use to whoever has the database alone."""

import json
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from loyalty.shops.models import Shop
from tests.cast import Cast


def run(*given: str) -> str:
    out = StringIO()
    call_command("token_keys", *given, stdout=out, stderr=StringIO())
    return out.getvalue()


def raw(shop: Shop) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token FROM shops_shop WHERE id = %s", [shop.pk])
        return bytes(cursor.fetchone()[0])


def test_a_new_key_is_one_that_works() -> None:
    Fernet(run("--new").strip())
    Fernet(json.loads(run("--new", "--json"))["key"])


def test_rotation_moves_every_token_to_the_first_key(cast: Cast, settings: LazySettings) -> None:
    old, new = settings.TOKEN_KEYS[0], Fernet.generate_key().decode()
    token = cast.shop.access_token
    settings.TOKEN_KEYS = [new, old]
    assert json.loads(run("--rotate", "--json")) == {"rotated": 1}
    settings.TOKEN_KEYS = [new]
    assert Shop.objects.get(pk=cast.shop.pk).access_token == token
    assert Fernet(new).decrypt(raw(cast.shop)).decode() == token


def test_a_shop_without_tokens_stays_without(cast: Cast) -> None:
    Shop.objects.filter(pk=cast.shop.pk).update(access_token="", refresh_token="")
    run("--rotate")
    assert Shop.objects.get(pk=cast.shop.pk).access_token == ""


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(cast: Cast, settings: LazySettings) -> None:
    before = raw(cast.shop)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="a key that is not set"):
        run("--rotate")
    assert raw(cast.shop) == before


def test_one_deed_must_be_chosen() -> None:
    with pytest.raises(CommandError):
        run()
