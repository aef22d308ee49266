"""What operators see of people who sign in: that they have a second step, never with what."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from loyalty.common.readonly import ReadOnly
from tests.cast import Cast
from tests.panel.story import signed_in, text

pytestmark = pytest.mark.django_db
OPERATORS_OWN = {"auth.user", "auth.group"}  # who is an operator is theirs to say
LOCKS = {"axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}


@pytest.fixture
def operator() -> Client:
    return signed_in(User.objects.create_superuser("operator", "operator@loyalty.example", "x"))


def raw(row: Authenticator) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


def test_only_operators_and_locks_are_changed_there() -> None:
    writable = {
        model._meta.label_lower
        for model, page in admin.site._registry.items()
        if not isinstance(page, ReadOnly)
    }
    assert writable == OPERATORS_OWN | LOCKS


def test_the_second_step_is_shown_without_its_secret_and_can_be_taken_away(
    cast: Cast, operator: Client
) -> None:
    secret = generate_totp_secret()
    row = TOTP.activate(cast.owner, secret).instance
    page = operator.get(f"/staff/mfa/authenticator/{row.pk}/change/")
    assert "owner" in text(page)
    assert secret not in text(page)
    assert row.data["secret"] not in text(page)
    assert operator.post(f"/staff/mfa/authenticator/{row.pk}/change/", {"data": "{}"}).status_code == 403
    assert operator.post(f"/staff/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists(), "whoever lost their phone gets in again"


def test_secrets_of_the_second_step_are_of_no_use_to_whoever_has_the_database(
    cast: Cast, settings: LazySettings
) -> None:
    secret = generate_totp_secret()
    step = TOTP.activate(cast.owner, secret).instance
    codes = RecoveryCodes.activate(cast.owner)
    known = codes.get_unused_codes()
    assert secret not in raw(step)
    old, new = settings.TOKEN_KEYS[0], Fernet.generate_key().decode()
    settings.TOKEN_KEYS = [new, old]
    call_command("token_keys", "--rotate", "--json")
    settings.TOKEN_KEYS = [new]
    fresh: Any = Authenticator.objects.get(pk=step.pk)
    assert Fernet(new).decrypt(fresh.data["secret"].encode()).decode() == secret
    assert Authenticator.objects.get(pk=codes.instance.pk).wrap().get_unused_codes() == known


def test_a_secret_from_before_still_counts_and_is_encrypted_with_the_next_rotation(cast: Cast) -> None:
    row = TOTP.activate(cast.owner, generate_totp_secret()).instance
    secret = generate_totp_secret()
    Authenticator.objects.filter(pk=row.pk).update(data={"secret": secret})
    assert decrypt(secret) == secret
    call_command("token_keys", "--rotate", "--json")
    fresh: Any = Authenticator.objects.get(pk=row.pk)
    assert (secret in raw(fresh), decrypt(fresh.data["secret"])) == (False, secret)
