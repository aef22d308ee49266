"""A person is forgotten: nothing more is told of them, and what was told is not kept."""

from collections.abc import Collection

from loyalty.outbox.models import Errand
from loyalty.shops.models import Shop


def person(*, shop: Shop, customer: str, email: str, member_ids: Collection[int]) -> None:
    """Drops the errands about this customer."""
    if customer:
        Errand.objects.filter(shop=shop, wanted__customer=customer).delete()
