"""E-mail addresses as they are compared."""

import unicodedata


def plain(email: str) -> str:
    """One spelling per address: case and surrounding space do not count, as mail providers treat them."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
