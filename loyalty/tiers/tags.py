"""The customer tags that open doors in the shop, by level and by paid plan."""

from collections.abc import Iterator

from loyalty.engine.document import Document
from loyalty.engine.goals import Plan
from loyalty.engine.tiers import Level
from loyalty.programmes.live import Timeline


def tags_of(gives: Level | Plan) -> set[str]:
    """What this level or plan brings along."""
    return {perk.tag for perk in gives.perks if perk.tag}


def ever_given(versions: Timeline) -> set[str]:
    """Every tag that any version of the programme ever gave: what is not wanted of these goes."""
    documents = (versions.version(number).document for _, number in versions.since)
    return {tag for document in documents for gives in _givers(document) for tag in tags_of(gives)}


def tags_then(versions: Timeline, then: tuple[int, str] | None) -> set[str]:
    """The tags of a level (version, id) by the rules it was held by; none for who was never judged."""
    if then is None or not then[0]:
        return set()
    number, level = then
    tiers = versions.version(number).document.tiers
    return {tag for one in (tiers.levels if tiers else ()) if one.id == level for tag in tags_of(one)}


def _givers(document: Document) -> Iterator[Level | Plan]:
    yield from document.tiers.levels if document.tiers else ()
    yield from document.memberships
