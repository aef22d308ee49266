"""One member by number, of this programme and no other."""

from datetime import datetime

from django.http import Http404

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


def point_names(visitor: Visitor, now: datetime) -> Points:
    """What the shop calls its points at `now`."""
    rules = live(programme_id=visitor.shop.programme_id, at=now)
    return rules.document.points if rules else Points()
