"""The customer tags that open doors in the shop, by level."""

from loyalty.engine.tiers import Level, Tiers
from loyalty.programmes.live import Timeline


def tags_of(level: Level) -> set[str]:
    """What this level brings along."""
    return {perk.tag for perk in level.perks if perk.tag}


def ever_given(versions: Timeline) -> set[str]:
    """Every tag that any version of the programme ever gave: what is not wanted of these goes."""
    documents = (versions.version(number).document for _, number in versions.since)
    return {tag for document in documents if document.tiers for tag in _all(document.tiers)}


def tags_then(versions: Timeline, then: tuple[int, str] | None) -> set[str]:
    """The tags of a level (version, id) by the rules it was held by; none for who was never judged."""
    if then is None or not then[0]:
        return set()
    number, level = then
    tiers = versions.version(number).document.tiers
    return {tag for one in (tiers.levels if tiers else ()) if one.id == level for tag in tags_of(one)}


def _all(tiers: Tiers) -> set[str]:
    return {tag for level in tiers.levels for tag in tags_of(level)}
