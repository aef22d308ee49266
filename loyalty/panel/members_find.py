"""One member by number, of this programme and no other."""

from datetime import datetime

from django.http import Http404

from loyalty.desk.looking_back import Standing
from loyalty.engine.document import Points
from loyalty.members.find import of_programme
from loyalty.members.models import Member
from loyalty.panel.access import Visitor
from loyalty.programmes.live import live


def found(visitor: Visitor, member_id: int) -> Member:
    """One of this programme's members; another's is a 404 like nobody's."""
    people = of_programme(programme_id=visitor.shop.programme_id)
    member = people.filter(pk=member_id).first() if member_id < 2**63 else None
    if member is None:
        raise Http404
    return member


def tier_name(visitor: Visitor, then: Standing) -> str:
    """What the programme called the member's tier then; empty without tiers."""
    rules = live(programme_id=visitor.shop.programme_id, at=then.at)
    if then.tier is None or rules is None or rules.document.tiers is None:
        return ""
    titles = {level.id: level.title for level in rules.document.tiers.levels}
    return titles.get(then.tier.level) or then.tier.level


def point_names(visitor: Visitor, now: datetime) -> Points:
    """What the shop calls its points at `now`."""
    rules = live(programme_id=visitor.shop.programme_id, at=now)
    return rules.document.points if rules else Points()
