"""Who may work in a shop's panel."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from loyalty.shops.models import Shop, Staff


@transaction.atomic
def welcome_user(*, shop: Shop, user: User, now: datetime) -> Staff:
    """Whoever installs the app owns its panel; who only signs in through the store is staff, once it is owned.

    Who is known keeps the role.
    """
    installing = shop.installations.filter(uninstalled_at=None, installed_at=now).exists()
    role = Staff.Role.STAFF if _owned(shop) and not installing else Staff.Role.OWNER
    staff, _ = Staff.objects.get_or_create(shop=shop, user=user, defaults={"role": role, "since": now})
    return staff


@transaction.atomic
def welcome_subject(*, shop: Shop, subject: str, now: datetime) -> Staff:
    """Somebody the store's admin let in: the first one owns the panel, others are staff."""
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    role = Staff.Role.STAFF if _owned(shop) else Staff.Role.OWNER
    staff, _ = Staff.objects.get_or_create(shop=shop, subject=subject, defaults={"role": role, "since": now})
    return staff


def _owned(shop: Shop) -> bool:
    return Staff.objects.filter(shop=shop, role=Staff.Role.OWNER).exists()
