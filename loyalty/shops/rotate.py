"""Tokens move to the newest key."""

from collections.abc import Iterator

from django.db import transaction

from loyalty.shops.models import Shop


def rotate() -> Iterator[tuple[int, int]]:
    """Re-encrypts shop by shop, yielding (done, all). May be stopped and begun again at any time."""
    # every shop: a key is the house's, not a tenant's
    ids = list(Shop.objects.order_by("pk").values_list("pk", flat=True))
    for done, shop_id in enumerate(ids, start=1):
        _rotate_one(shop_id)
        yield done, len(ids)


@transaction.atomic
def _rotate_one(shop_id: int) -> None:
    """Reading decrypts with whichever key fits; writing encrypts with the first."""
    shop = Shop.objects.select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is not None:
        shop.save(update_fields=["access_token", "refresh_token"])
