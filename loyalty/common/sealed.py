"""The ids that programs see: sealed row numbers, so that they tell neither how many there are nor how to guess one.

A number is enciphered, with its programme, under a key of its own for each kind of thing. Nothing is stored, the same
thing has the same id for ever, and another programme's id is simply not one of ours. The key comes from the setting
that must never change anyway.
"""

import base64
import hashlib
import hmac
from binascii import Error
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.conf import settings

LENGTH = 26  # of 16 bytes in base 32


def seal(kind: str, programme_id: int, number: int) -> str:
    """'mem_mzxw6ytboi…' for kind 'mem'; `number` is below 2⁶⁴."""
    block = programme_id.to_bytes(8, "big") + number.to_bytes(8, "big")
    encryptor = _cipher(kind).encryptor()
    text = base64.b32encode(encryptor.update(block) + encryptor.finalize()).decode()
    return f"{kind}_{text.rstrip('=').lower()}"


def unseal(kind: str, programme_id: int, text: str) -> int | None:
    """The number, or None for what is not an id of this kind in this programme."""
    head, _, body = text.partition("_")
    if head != kind or len(body) != LENGTH or not body.isascii():
        return None
    try:
        sealed = base64.b32decode(f"{body.upper()}======")
    except Error:
        return None
    decryptor = _cipher(kind).decryptor()
    block = decryptor.update(sealed) + decryptor.finalize()
    programme, number = int.from_bytes(block[:8], "big"), int.from_bytes(block[8:], "big")
    # Encoded again, it must be the same text: base 32 has two spare bits at its end, and knows two cases.
    return number if programme == programme_id and seal(kind, programme, number) == text else None


@lru_cache(maxsize=16)
def _cipher(kind: str) -> "Cipher[ECB]":
    key = hmac.new(settings.HASH_KEY.encode(), f"id\0{kind}".encode(), hashlib.sha256).digest()
    return Cipher(AES(key), ECB())  # noqa: S305 - a single block: a permutation of numbers is what is wanted
