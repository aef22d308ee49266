"""Making, finding and revoking keys."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from loyalty.api.models import Key
from loyalty.api.scopes import Scope
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop, Staff

TOKEN = re.compile(r"lk_([0-9a-f]{8})_[0-9a-f]{40}", re.ASCII)  # 160 bits that nobody can guess
COARSE = timedelta(minutes=10)


@transaction.atomic
def make(
    *, shop: Shop, name: str, scopes: Iterable[Scope], form: UUID, by: Staff, actor: str, now: datetime
) -> tuple[Key, str] | None:
    """The key and its token, which is told only here; None when this form made its key before."""
    prefix = secrets.token_hex(4)
    token = f"lk_{prefix}_{secrets.token_hex(20)}"
    key, made = Key.objects.get_or_create(
        shop=shop,
        form=form,
        defaults={
            "name": name,
            "scopes": sorted(scopes),
            "prefix": prefix,
            "digest": _digest(token),
            "made_by": by,
            "made_by_name": actor,
            "made_at": now,
        },
    )
    if not made:
        return None
    detail = {"key": key.pk, "name": name, "prefix": prefix, "scopes": key.scopes}
    audit(shop=shop, actor=actor, deed="api key made", detail=detail, now=now)
    return key, token


@transaction.atomic
def revoke(*, shop: Shop, key_id: int, actor: str, now: datetime) -> bool:
    """Ends a key for good; False when it was revoked before. Raises Key.DoesNotExist for another shop's."""
    key = Key.objects.select_for_update(no_key=True).get(shop=shop, pk=key_id)
    if key.revoked_at is not None:
        return False
    key.revoked_at, key.revoked_by_name = now, actor
    key.save(update_fields=["revoked_at", "revoked_by_name"])
    detail = {"key": key.pk, "name": key.name, "prefix": key.prefix}
    audit(shop=shop, actor=actor, deed="api key revoked", detail=detail, now=now)
    return True


def of_shop(*, shop: Shop) -> QuerySet[Key]:
    """Those in use first, newest first."""
    return Key.objects.filter(shop=shop).order_by("-revoked_at", "-pk")


def by_token(token: str) -> Key | None:
    """The key in use that a token belongs to; None for everything else."""
    shape = TOKEN.fullmatch(token)
    if shape is None:
        return None
    key = Key.objects.select_related("shop", "made_by").filter(prefix=shape[1], revoked_at=None).first()
    return key if key and hmac.compare_digest(bytes(key.digest), _digest(token)) else None


def note_use(*, key: Key, now: datetime) -> None:
    """Remembers that it was used, without a write for every request."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - COARSE)
    if key.last_used_at is None or key.last_used_at < now - COARSE:
        Key.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def _digest(token: str) -> bytes:
    """A token is random enough that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).digest()
