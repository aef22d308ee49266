"""The customer tags that open doors in the shop, by level."""

from loyalty.engine.tiers import Level, Tiers
from loyalty.tiers.ground import Ground
from loyalty.tiers.stand import Stood


def tags_of(level: Level) -> set[str]:
    """What this level brings along."""
    return {perk.tag for perk in level.perks if perk.tag}


def ever_given(on: Ground) -> set[str]:
    """Every tag that any version of the programme ever gave: what is not wanted of these goes."""
    documents = (on.versions.version(number).document for _, number in on.versions.since)
    return {tag for document in documents if document.tiers for tag in _all(document.tiers)}


def tags_before(on: Ground, stood: Stood) -> set[str]:
    """The tags of the level that was held before, by the rules it was held by."""
    if stood.before is None:
        return set()
    number, level = stood.before
    tiers = on.versions.version(number).document.tiers
    return {tag for one in (tiers.levels if tiers else ()) if one.id == level for tag in tags_of(one)}


def _all(tiers: Tiers) -> set[str]:
    return {tag for level in tiers.levels for tag in tags_of(level)}
