"""What happens to a member's points soon, in one sentence each; and that they have been told of it."""

from datetime import datetime

from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.ledger.notices import sent
from loyalty.ledger.standing import MemberBalance
from loyalty.ledger.words import day, last_day, points

CHANNEL = "widget"


def on_the_way(has: MemberBalance, names: Points) -> str:
    """'324 points on the way, ready on 5 December 2026'; empty when nothing is held."""
    if not has.pending:
        return ""
    held = points(has.pending, names)
    waiting = gettext("{points} on the way").format(points=held)
    if has.next_at is None:
        return waiting
    ready = day(has.next_at)
    if has.next_points == has.pending:
        return gettext("{points} on the way, ready on {date}").format(points=held, date=ready)
    first = gettext("the next {points} are ready on {date}")
    first = first.format(points=points(has.next_points, names), date=ready)
    return f"{waiting}; {first}"


def ending_soon(has: MemberBalance, names: Points) -> str:
    """'Expiring on 12 March 2027: 120 points', with everything that ends soon; empty when nothing does."""
    if has.ending_at is None or has.ending_last is None:
        return ""
    first, last = last_day(has.ending_at), last_day(has.ending_last)
    total = points(has.ending_all, names)
    if first == last:
        return gettext("Expiring on {date}: {points}").format(points=total, date=first)
    return gettext("Expiring by {date}: {points}, the first {some} on {first}").format(
        points=total, date=last, some=points(has.ending_points, names), first=first
    )


def told_of(member_id: int, *, now: datetime) -> int:
    """Writes down that the member read what ends soon (law X6); asked only when something does."""
    return sent(member_id=member_id, channel=CHANNEL, now=now)
