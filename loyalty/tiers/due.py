"""Whose tier or paid plans the clock alone may have changed."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from loyalty.tiers.models import PlansHeld, Standing

BATCH = 200


def due(*, now: datetime, of: type[Standing | PlansHeld] = Standing) -> Iterator[tuple[int, list[int]]]:
    """(programme, members) in batches, by number; a member who cannot be judged does not hold up the others."""
    after = 0
    while True:
        rows = of.objects.filter(review_at__lte=now, member_id__gt=after)
        batch = list(rows.order_by("member_id").values_list("programme_id", "member_id")[:BATCH])
        if not batch:
            return
        after = batch[-1][1]
        for programme, pairs in groupby(sorted(batch), key=itemgetter(0)):
            yield programme, [member for _, member in pairs]
