"""System checks: weak and shared secrets are refused, leftovers of a rotation are mentioned."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core.checks import CheckMessage, run_checks


def ids() -> set[str]:
    found: list[CheckMessage] = run_checks(tags=["security"])
    return {str(message.id) for message in found if str(message.id).startswith("loyalty.")}


def test_a_fresh_development_box_has_nothing_to_say() -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    "weak", ["change-me-" + "x" * 40, "a" * 64, "django-insecure-" + "".join(map(chr, range(48, 100)))]
)
@pytest.mark.parametrize("name", ["SECRET_KEY", "HASH_KEY"])
def test_production_refuses_a_weak_secret(settings: LazySettings, name: str, weak: str) -> None:
    settings.PRODUCTION = True
    setattr(settings, name, weak)
    assert "loyalty.E001" in ids()
    setattr(settings, name, "".join(map(chr, range(48, 112))))
    assert "loyalty.E001" not in ids()


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("loyalty.E003", {"SHOPIFY_CLIENT_SECRET": ""}),
        ("loyalty.E003", {"SHOPIFY_CLIENT_SECRET": "short"}),
        ("loyalty.W001", {"SHOPIFY_OLD_CLIENT_SECRET": "yesterday's"}),
        ("loyalty.W002", {"TOKEN_KEYS": [Fernet.generate_key().decode(), Fernet.generate_key().decode()]}),
    ],
)
def test_what_is_wrong_has_its_id(settings: LazySettings, code: str, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    assert code in ids()


def test_one_secret_for_two_purposes_is_refused(settings: LazySettings) -> None:
    settings.HASH_KEY = settings.SECRET_KEY
    assert "loyalty.E002" in ids()
