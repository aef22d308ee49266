"""Whether a secret could be guessed, and how to make one that cannot."""

import re

_WEAK = re.compile(r"(change-?me|insecure|default|example|password|development|secret-?key)", re.IGNORECASE)
LENGTH, DISTINCT = 32, 12
RANDOM = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
HOW = {  # by the variable's field
    "secret_key": RANDOM,
    "hash_key": RANDOM,
    "metrics_token": RANDOM,
    "token_keys": "python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'",
    "shopify_client_secret": "copy it from the app's page in the Partner dashboard",
    "shopify_client_id": "copy it from the app's page in the Partner dashboard",
}


def is_weak(secret: str) -> bool:
    """Too few different characters, or a word that says it was meant to be replaced."""
    return len(secret) < LENGTH or len(set(secret)) < DISTINCT or bool(_WEAK.search(secret))
