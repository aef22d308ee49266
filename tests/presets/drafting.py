"""Drafts and versions of the tea shop."""

from typing import Any

from loyalty.programmes.models import Draft, Version
from loyalty.programmes.publish import publish, save_draft
from tests.cast import DOCUMENT, NOW, Cast

RULES = "/panel/earning/"
TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "all", "at": "0"}, {"id": "top", "title": "Top", "at": "30.00"}],
}


def drafted(cast: Cast) -> Any:
    held = Draft.objects.filter(programme=cast.programme).first()
    return held and held.document["name"]


def draft(cast: Cast, **change: Any) -> None:
    save_draft(programme_id=cast.shop.programme_id, document=DOCUMENT | change, base=1, by="ann", now=NOW)


def second_version(cast: Cast, **change: Any) -> None:
    draft(cast, **change)
    publish(programme_id=cast.programme.pk, base=1, by="ann", now=NOW)


def numbers(cast: Cast) -> list[int]:
    return list(Version.objects.filter(programme=cast.programme).values_list("number", flat=True))
