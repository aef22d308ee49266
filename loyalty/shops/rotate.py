"""Tokens, and whatever else is kept encrypted, move to the newest key."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.apps import apps
from django.db import models, transaction

from loyalty.common.encrypted import EncryptedText
from loyalty.shops.models import Shop


def rotate() -> Iterator[tuple[int, int]]:
    """Re-encrypts shop by shop, yielding (done, all). May be stopped and begun again at any time."""
    # every shop: a key is the house's, not a tenant's
    ids = list(Shop.objects.order_by("pk").values_list("pk", flat=True))
    kinds = list(_kinds())
    for done, shop_id in enumerate(ids, start=1):
        _rotate_one(shop_id, kinds)
        yield done, len(ids)


def _kinds() -> Iterator[tuple[type[models.Model], str, list[str]]]:
    """Every table that keeps something encrypted, how it names the shop, and its columns."""
    for kind in apps.get_models():
        columns = [one.attname for one in kind._meta.concrete_fields if isinstance(one, EncryptedText)]
        if columns:
            yield kind, "pk" if kind is Shop else "shop_id", columns


@transaction.atomic
def _rotate_one(shop_id: int, kinds: list[tuple[type[models.Model], str, list[str]]]) -> None:
    """Reading decrypts with whichever key fits; writing encrypts with the first."""
    for kind, of_shop, columns in kinds:
        rows: Any = kind._default_manager.select_for_update(no_key=True).filter(**{of_shop: shop_id})
        for row in rows.order_by("pk"):
            row.save(update_fields=columns)


def rotate_second_steps() -> None:
    """The same for what people sign in with besides a password."""
    # every shop: people sign in to the house, not to a tenant
    for number in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        _rotate_second_step(number)


@transaction.atomic
def _rotate_second_step(number: int) -> None:
    row = Authenticator.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return
    kept = {name: encrypt(decrypt(row.data[name])) for name in ("secret", "seed") if name in row.data}
    row.data = row.data | kept
    row.save(update_fields=["data"])
