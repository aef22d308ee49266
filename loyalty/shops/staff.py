"""Who may work in a shop's panel."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from loyalty.shops.models import Shop, Staff


@transaction.atomic
def welcome_user(*, shop: Shop, user: User, now: datetime) -> Staff:
    """Whoever installs the app owns its panel; who is known keeps the role."""
    staff, _ = Staff.objects.get_or_create(
        shop=shop, user=user, defaults={"role": Staff.Role.OWNER, "since": now}
    )
    return staff


@transaction.atomic
def welcome_subject(*, shop: Shop, subject: str, now: datetime) -> Staff:
    """Somebody the store's admin let in: the first one owns the panel, others are staff."""
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    owned = Staff.objects.filter(shop=shop, role=Staff.Role.OWNER).exists()
    role = Staff.Role.STAFF if owned else Staff.Role.OWNER
    staff, _ = Staff.objects.get_or_create(shop=shop, subject=subject, defaults={"role": role, "since": now})
    return staff
