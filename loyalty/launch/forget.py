"""Previews name their biggest members; whoever asks to be forgotten goes out of them."""

from collections.abc import Sequence

from loyalty.launch.models import Launch
from loyalty.shops.models import Shop


def person(*, shop: Shop, customer: str, email: str, member_ids: Sequence[int]) -> None:
    """Answers settings.FORGETTERS."""
    for launch in Launch.objects.select_for_update(no_key=True).filter(shop=shop, preview__isnull=False):
        told = launch.preview or {}
        kept = [one for one in told["biggest"] if one[0] != customer]
        if kept != told["biggest"]:
            launch.preview = told | {"biggest": kept}
            launch.save(update_fields=["preview"])
