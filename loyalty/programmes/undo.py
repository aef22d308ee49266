"""Undoing changes of the draft, the last twenty of them. What was published is rolled back instead."""

from datetime import datetime

from django.db import transaction

from loyalty.programmes.models import Draft, DraftState
from loyalty.shops.models import Programme

KEPT = 20


def remember(*, programme_id: int, by: str, now: datetime) -> None:
    """Keeps what the draft is, before it is changed."""
    held = Draft.objects.filter(programme_id=programme_id).first()
    kept = (
        {name: getattr(held, name) for name in ("document", "base", "saved_at", "saved_by")} if held else {}
    )
    DraftState.objects.create(programme_id=programme_id, left_at=now, left_by=by, **kept)
    states = DraftState.objects.filter(programme_id=programme_id)
    oldest = states.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1]
    states.filter(id__lte=max(oldest, default=0)).delete()


def last_change(*, programme_id: int) -> DraftState | None:
    """What undo would bring back."""
    return DraftState.objects.filter(programme_id=programme_id).order_by("-id").first()


def undo(*, programme_id: int, state: int) -> bool:
    """Brings back what the draft was before its last change; False when `state` is not that change any more."""
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
        last = last_change(programme_id=programme_id)
        if last is None or last.pk != state:
            return False
        if last.document is None:
            Draft.objects.filter(programme_id=programme_id).delete()
        else:
            names = ("document", "base", "saved_at", "saved_by")
            Draft.objects.update_or_create(
                programme_id=programme_id, defaults={name: getattr(last, name) for name in names}
            )
        last.delete()
        return True


def forget(*, programme_id: int) -> None:
    """Nothing can be undone any more: the draft was published."""
    DraftState.objects.filter(programme_id=programme_id).delete()
