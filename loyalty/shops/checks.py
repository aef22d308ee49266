"""What must hold before the house opens. `manage.py check` lists these; each has an id to look up."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks

from loyalty.common.strength import RANDOM, is_weak


@checks.register(checks.Tags.security)
def secrets_are_strong(**_: Any) -> Iterable[checks.CheckMessage]:
    """E001: production refuses secrets that anybody could guess."""
    if not settings.PRODUCTION:
        return
    for name in ("SECRET_KEY", "HASH_KEY"):
        if is_weak(getattr(settings, name)):
            yield checks.Error(f"LOYALTY_{name} is weak.", hint=f"Make one: {RANDOM}", id="loyalty.E001")


@checks.register(checks.Tags.security)
def keys_are_apart(**_: Any) -> Iterable[checks.CheckMessage]:
    """E002: whoever learns one secret must not hold another."""
    values = [settings.SECRET_KEY, settings.HASH_KEY, settings.SHOPIFY_CLIENT_SECRET, *settings.TOKEN_KEYS]
    given = [value for value in values if value]
    if len(set(given)) < len(given):
        yield checks.Error(
            "Two of the secrets are the same.", hint="Make one for each purpose.", id="loyalty.E002"
        )


@checks.register(checks.Tags.security)
def the_app_has_credentials(**_: Any) -> Iterable[checks.CheckMessage]:
    """E003: with an empty client secret every signature could be forged."""
    if "shopify" in settings.PLATFORMS and len(settings.SHOPIFY_CLIENT_SECRET) < 16:
        yield checks.Error(
            "LOYALTY_SHOPIFY_CLIENT_SECRET is missing or too short.",
            hint="Copy it from the app's page in the Partner dashboard.",
            id="loyalty.E003",
        )


@checks.register(checks.Tags.security)
def the_old_secret_is_temporary(**_: Any) -> Iterable[checks.CheckMessage]:
    """W001: a replaced client secret still opens every door while it is set."""
    if settings.SHOPIFY_OLD_CLIENT_SECRET:
        yield checks.Warning(
            "LOYALTY_SHOPIFY_OLD_CLIENT_SECRET is set, so signatures made with it are accepted.",
            hint="Remove it an hour after the rotation.",
            id="loyalty.W001",
        )


@checks.register(checks.Tags.security)
def token_keys_are_rotated(**_: Any) -> Iterable[checks.CheckMessage]:
    """W002: a replaced key still reads every token written with it."""
    if len(settings.TOKEN_KEYS) > 1:
        yield checks.Warning(
            "LOYALTY_TOKEN_KEYS holds more than one key.",
            hint="Run `manage.py token_keys --rotate`, then keep only the first key.",
            id="loyalty.W002",
        )
