"""Stamp cards, missions and what waits to be claimed: as data, and in a sentence each."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from loyalty.desk.following import tallies
from loyalty.desk.offering import Offers
from loyalty.engine.document import Document, Points
from loyalty.engine.goals import Mission
from loyalty.engine.lots import POINTS
from loyalty.engine.missions import Progress, Tally, counted, progress
from loyalty.ledger.words import points
from loyalty.rewards.words import RewardWords
from loyalty.shops.models import Shop

REWARD = "reward:"
Data = dict[str, Any]


def card_blocks(*, shop: Shop, member_id: int, document: Document) -> list[Data]:
    """How far the member is with every mission, in the programme's order."""
    if not document.missions:
        return []
    currencies = counted(document.missions)
    known = tallies(programme_id=shop.programme_id, member_ids=[member_id], currencies=currencies)
    mine: dict[str, Tally] = dict(known.get(member_id, {}))
    return [
        _card(document, mission, progress(mission, mine, timezone=shop.timezone))
        for mission in document.missions
    ]


def waiting(*, offers: Offers) -> list[Data]:
    """Rewards the member was given and has not used."""
    document, held = offers.live.document, offers.held if offers.live.document.rewards else {}
    counts = {
        reward.id: held[name].available for reward in document.rewards if (name := REWARD + reward.id) in held
    }
    words = RewardWords(document, offers.shop.currency)
    titles = {reward.id: words.title(reward) for reward in document.rewards}
    return [
        {"id": reward, "title": titles[reward], "count": count, "text": _ready(titles[reward], count)}
        for reward, count in counts.items()
        if count > 0
    ]


def _card(document: Document, mission: Mission, told: Progress) -> Data:
    goals: list[Data] = [
        {"count": currency, "have": have, "reach": reach, "text": text}
        for (currency, have, reach), text in zip(told.goals, _said(document, mission, told), strict=True)
    ]
    text = f"{mission.title}: {', '.join(goal['text'] for goal in goals)}"
    return {"id": mission.id, "title": mission.title, "done": told.done, "goals": goals, "text": text}


def _said(document: Document, mission: Mission, told: Progress) -> Iterator[str]:
    for goal, (currency, have, reach) in zip(mission.goals, told.goals, strict=True):
        of = points(reach, _called(document, currency))
        if goal.streak:
            yield gettext("{have} of {reach} in a row").format(have=have, reach=reach)
        else:
            yield gettext("{have} of {goal}").format(have=have, goal=of)


def _called(document: Document, currency: str) -> Points:
    if currency == POINTS:
        return document.points
    found = next((one for one in document.currencies if one.id == currency), None)
    return Points(one=found.one, many=found.many) if found else Points(one=currency, many=currency)


def _ready(title: str, count: int) -> str:
    if count == 1:
        return gettext("Yours to claim: {reward}").format(reward=title)
    return gettext("Yours to claim: {reward} ({count})").format(reward=title, count=count)
