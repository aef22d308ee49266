"""Codes that nobody guesses and nobody misreads."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret - no 0 or O, no 1, I or L, no U
LENGTH = 17  # 30 letters each: 83 bits


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_public() -> str:
    """What the outside calls a redemption; 128 bits."""
    return secrets.token_urlsafe(16)
