"""What a deed brought its member, in a sentence: what they got, or why nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.ledger.models import Award
from loyalty.ledger.names import Names
from loyalty.ledger.why_words import why_words
from loyalty.ledger.words import day, points
from loyalty.programmes.live import live
from loyalty.shops.models import Shop


def brought(shop: Shop, awards: Sequence[Award], *, now: datetime) -> str:
    """'You get 20 points.', ready when they are held; of what is no points, that it is theirs."""
    found = live(programme_id=shop.programme_id, at=now)
    document = found.document if found else None
    names = Names(document.points if document else Points(), document, shop.currency, shopper=True)
    given = [award for award in awards if award.posted]
    if given:
        told = ", ".join(_given(award, names) for award in given)
        held = max(award.available_at or now for award in given)
        if held > now:
            return gettext("You get {what}, ready on {date}.").format(what=told, date=day(held))
        return gettext("You get {what}.").format(what=told)
    whys = [why for award in awards for why in _whys(award)]
    reason = why_words(whys[0], names) if whys else gettext("Nothing is given for it just now.")
    return gettext("It was counted, and brought nothing. {why}").format(why=reason)


def _given(award: Award, names: Names) -> str:
    return points(award.posted, names.held(award.currency).points)


def _whys(award: Award) -> list[str]:
    reason = award.reason
    return [*reason.get("rules", {}).values(), *([reason["why"]] if "why" in reason else [])]
