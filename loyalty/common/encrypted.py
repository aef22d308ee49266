"""A text column that only the holders of TOKEN_KEYS can read."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key.encode()) for key in keys])


def box() -> MultiFernet:
    """The first key encrypts, every key decrypts: put a new key first, then run `token_keys --rotate`."""
    return _box(tuple(settings.TOKEN_KEYS))


class EncryptedText(models.BinaryField):  # type: ignore[type-arg]
    """Stores Fernet ciphertext; the attribute is the plain str, or "" for nothing."""

    def from_db_value(self, value: bytes | memoryview | None, *_: Any) -> str:
        return box().decrypt(bytes(value)).decode() if value else ""

    def get_prep_value(self, value: Any) -> bytes | None:
        return box().encrypt(value.encode()) if value else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared=True)

    def value_from_object(self, obj: models.Model) -> str:
        return str(super().value_from_object(obj) or "")
