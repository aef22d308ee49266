"""Two members are one person: what counts, and which perks were used, goes to the one who is kept."""

from loyalty.tiers.models import PerkUse, PlanNotice, PlansHeld, Qualifying, Standing, TierWarning


def moved(*, gone: int, kept: int) -> None:
    """The steps of the one who is gone stay theirs; the kept one is to be judged anew."""
    list(
        Standing.objects.select_for_update(no_key=True)
        .filter(member_id__in=(gone, kept))
        .order_by("member_id")
    )
    list(
        PlansHeld.objects.select_for_update(no_key=True)
        .filter(member_id__in=(gone, kept))
        .order_by("member_id")
    )
    Qualifying.objects.filter(member_id=gone).update(member_id=kept)
    PerkUse.objects.filter(member_id=gone).update(member_id=kept)
    TierWarning.objects.filter(member_id=gone, sent_at=None).delete()
    Standing.objects.filter(member_id=gone).delete()
    PlanNotice.objects.filter(member_id=gone, sent_at=None).delete()
    PlansHeld.objects.filter(member_id=gone).delete()
