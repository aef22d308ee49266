"""A person is forgotten: their redemptions stay, as the books' do, without a word about them."""

from collections.abc import Collection

from django.db.models import Q

from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption, Step
from loyalty.shops.models import Shop

NOBODY = "member"


def person(*, shop: Shop, customer: str, email: str, member_ids: Collection[int]) -> None:
    """Answers settings.FORGETTERS."""
    theirs = Redemption.objects.filter(spend__member_id__in=member_ids, spend__programme_id=shop.programme_id)
    steps = Step.objects.filter(redemption__in=theirs)
    traces = [trace for trace in (customer, email.strip()) if trace]
    if traces:
        named = Q()
        for trace in traces:
            named |= Q(actor__icontains=trace)
        steps.filter(named).update(actor=NOBODY)
    for told in steps.filter(detail__has_key="words"):  # what staff wrote may name anybody
        told.detail.pop("words")
        told.save(update_fields=["detail"])
    keys = [f"redemption:{number}" for number in theirs.values_list("pk", flat=True)]
    Errand.objects.filter(shop__programme_id=shop.programme_id, key__in=keys).update(last_error="")
    theirs.exclude(why="").update(why="")
