"""What production refuses to start with, in words that name the variable and how to set it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from loyalty.common.env import BadEnvironment, read
from tests.check import PRODUCTION, ROOT


def said(**changed: str | None) -> str:
    """Why an environment is refused; "" when it is not."""
    given = {name: value for name, value in (PRODUCTION | changed).items() if value is not None}
    try:
        read(given, root=Path("/nowhere"))
    except BadEnvironment as bad:
        return str(bad)
    return ""


def test_a_whole_environment_is_accepted() -> None:
    assert said() == ""


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("LOYALTY_SECRET_KEY", "secrets.token_urlsafe(48)"),
        ("LOYALTY_HASH_KEY", "secrets.token_urlsafe(48)"),
        ("LOYALTY_TOKEN_KEYS", "base64.urlsafe_b64encode(os.urandom(32))"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "short", "change-me-" + "x" * 40, "a" * 64])
def test_a_secret_that_is_missing_or_weak_is_named_with_the_way_to_make_one(
    name: str, how: str, value: str | None
) -> None:
    assert name in said(**{name: value})
    assert how in said(**{name: value})


def test_what_the_hint_makes_is_accepted() -> None:
    key = Fernet.generate_key().decode()
    assert said(LOYALTY_TOKEN_KEYS=key) == ""
    assert said(LOYALTY_TOKEN_KEYS=key[:-4]) != ""


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"LOYALTY_SHOPIFY_CLIENT_SECRET": "short"}, "LOYALTY_SHOPIFY_CLIENT_SECRET is too short"),
        ({"LOYALTY_SHOPIFY_CLIENT_SECRET": None}, "LOYALTY_SHOPIFY_CLIENT_SECRET"),
        ({"LOYALTY_HASH_KEY": PRODUCTION["LOYALTY_SECRET_KEY"]}, "are the same"),
        ({"LOYALTY_DEBUG": "true"}, "LOYALTY_DEBUG must be off"),
        ({"LOYALTY_LIMITS": "false"}, "LOYALTY_LIMITS must be on"),
        ({"LOYALTY_APP_URL": "http://loyalty.example.com"}, "must be https"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"REDIS_URL": None}, "REDIS_URL"),
        ({"LOYALTY_SHOPIFY_ORIGIN": "http://127.0.0.1:8001"}, "LOYALTY_SHOPIFY_ORIGIN"),
        ({"LOYALTY_NO_SUCH_THING": "1"}, "LOYALTY_NO_SUCH_THING"),
    ],
)
def test_what_does_not_fit_production_is_refused(changed: dict[str, str | None], words: str) -> None:
    assert words in said(**changed)


def test_production_is_strict_with_cookies_transport_and_addresses() -> None:
    """The settings as a process of its own would have them."""
    wanted = {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "OUTGOING_LOOPBACK": False,
        "LIMITS": True,
        "DEBUG": False,
        "PROXIES_IN_FRONT": 1,
        "ALLOWED_HOSTS": ["loyalty.example.com"],
    }
    told = (
        f"import json, loyalty.settings as s; print(json.dumps({{n: getattr(s, n) for n in {list(wanted)}}}))"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("LOYALTY_")}
    done = subprocess.run(
        (sys.executable, "-c", told),
        cwd=ROOT,
        env=env | PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == wanted
