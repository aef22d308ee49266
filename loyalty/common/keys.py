"""Secrets and hashes that other rooms share the making of."""

import hashlib
import hmac

from django.conf import settings

from loyalty.common.email import plain


def email_hash(email: str, *, programme_id: int) -> str:
    """A guest's e-mail as a keyed hash: recognisable within one programme, readable by nobody."""
    message = f"{programme_id}\0{plain(email)}".encode("utf-8", "surrogatepass")
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()


def trace_hash(kind: str, value: str, *, programme_id: int) -> str:
    """What somebody was seen with, comparable within one programme and readable by nobody."""
    message = f"trace\0{programme_id}\0{kind}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()


def forgotten_hash(kind: str, value: str, *, programme_id: int) -> str:
    """What is kept of an erased identity: enough to recognise it, should it come back, and for nothing else."""
    message = f"forgotten\0{programme_id}\0{kind}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()
