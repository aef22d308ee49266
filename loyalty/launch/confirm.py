"""The owner says yes to a preview: the first version is published, live since the day, and posting begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.engine.document import dump, parse
from loyalty.launch.models import Launch
from loyalty.programmes import publish
from loyalty.shops.audit import audit
from loyalty.shops.models import Programme, Shop

Stage = Launch.Stage


class Changed(Exception):
    """The draft, or what was shown of it, is not what the owner saw."""


@transaction.atomic
def confirm(*, shop: Shop, launch_id: int, shown: Mapping[str, Any], by: str, now: datetime) -> Launch:
    """`shown` are the figures the owner saw. Raises Changed, and programmes.publish.NotTheFirst."""
    Programme.objects.select_for_update(no_key=True).get(pk=shop.programme_id)
    launch = Launch.objects.select_for_update(no_key=True).get(shop=shop, pk=launch_id)
    document, base = publish.draft(programme_id=shop.programme_id)
    told = launch.preview or {}
    seen = all(told.get(name) == shown.get(name) for name in ("orders", "members", "issued"))
    if not (launch.is_shown and seen and dump(parse(document)) == launch.document):
        raise Changed
    publish.save_draft(programme_id=shop.programme_id, document=document, base=base, by=by, now=now)
    version = publish.publish(
        programme_id=shop.programme_id, base=base, by=by, now=now, live_since=launch.since
    )
    launch.version, launch.confirmed_by, launch.confirmed_at = version.number, by, now
    launch.stage, launch.state = Stage.POST, Launch.State.WAITING
    launch.done, launch.next_at, launch.ended_at = 0, now, None
    launch.save()
    detail = {"launch": launch.pk, "since": launch.since.isoformat(), "version": version.number}
    audit(shop=shop, actor=by, deed="launch", detail=detail, now=now)
    return launch
