"""Signing in with a password, and with a code from the phone on top; through the pages, as people do it."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.panel.story import signed_in, text

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _no_attempts_remembered(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enter(client: Client, who: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": who.email, "password": password})


def inside(client: Client) -> bool:
    return bool(client.get("/panel/").status_code == 200)


def activated(client: Client) -> str:
    """Sets the two steps up through the pages; the secret that the phone now knows."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/")
    secret: str = form.context["form"].secret
    assert secret in text(form)
    done = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert done.status_code == 302, done.context["form"].errors
    return secret


def test_a_password_signs_in_and_a_wrong_one_does_not(cast: Cast) -> None:
    client = Client()
    assert enter(client, cast.owner, "not the password").status_code == 200
    assert not inside(client)
    assert enter(client, cast.owner)["Location"] == "/panel/"
    assert inside(client)


def test_with_two_steps_the_password_alone_opens_nothing(cast: Cast) -> None:
    client = Client()
    enter(client, cast.owner)
    secret = activated(client)
    client.post("/accounts/logout/")
    assert not inside(client)

    assert enter(client, cast.owner)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not inside(client)
    wrong = f"{(int(code(secret)) + 1) % 1_000_000:06d}"
    refused = client.post("/accounts/2fa/authenticate/", {"code": wrong})
    assert refused.context["form"].errors
    assert not inside(client)

    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert inside(client)


def test_a_recovery_code_signs_in_once(cast: Cast) -> None:
    client = Client()
    enter(client, cast.owner)
    activated(client)
    codes = re.findall(r"\b\d{8}\b", text(client.get("/accounts/2fa/recovery-codes/")))
    for works in (True, False):
        client.post("/accounts/logout/")
        enter(client, cast.owner)
        client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert inside(client) == works


def test_setting_the_second_step_up_asks_for_the_password_again(cast: Cast) -> None:
    client = signed_in(cast.owner)
    response = client.get("/accounts/2fa/totp/activate/")
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.exists()


def test_nobody_can_sign_up(cast: Cast) -> None:
    before = User.objects.count()
    fields = {"email": "me@new.example", "password1": PASSWORD, "password2": PASSWORD}
    response = Client().post("/accounts/signup/", fields)
    assert "account/signup_closed.html" in [one.name for one in response.templates]
    assert User.objects.count() == before


def test_every_page_about_signing_in_has_the_panels_look(cast: Cast) -> None:
    client = Client()
    pages = [client.get(f"/accounts/{path}/") for path in ("login", "signup", "password/reset")]
    enter(client, cast.owner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    before = ("logout", "reauthenticate", "password/change", "2fa", "2fa/totp/activate")
    pages += [client.get(f"/accounts/{path}/") for path in before]
    activated(client)
    after = ("2fa", "2fa/totp/deactivate", "2fa/recovery-codes", "2fa/recovery-codes/generate")
    pages += [client.get(f"/accounts/{path}/") for path in after]
    pages.append(client.get("/accounts/2fa/reauthenticate/"))
    client.post("/accounts/logout/")
    enter(client, cast.owner)
    pages.append(client.get("/accounts/2fa/authenticate/"))
    for page in pages:
        assert page.status_code == 200, page
        words = text(page)
        assert 'class="card sheet"' in words
        assert words.count("<h1") == 1
        assert "style=" not in words


def test_the_settings_lead_to_the_two_steps_and_say_whether_they_are_on(cast: Cast) -> None:
    client = Client()
    enter(client, cast.owner)
    page = client.get("/panel/settings/")
    assert not page.context["has_mfa"]
    assert 'href="/accounts/2fa/"' in text(page)
    activated(client)
    assert client.get("/panel/settings/").context["has_mfa"]
