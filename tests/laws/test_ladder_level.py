"""The level that is kept up from order to order is the one the ladder tells, whatever happens in between (law X5)."""

from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.engine.ladder import standing
from loyalty.engine.ladder_level import Ascent, Ladder
from loyalty.engine.replay.ascents import Ascents, count, merged
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.state import Known
from loyalty.engine.tier_entries import entry_rewards, reached, reached_at
from loyalty.engine.tier_standing import Qualifying
from loyalty.engine.tiers import Tiers
from tests.laws.test_ladder import START, histories, ladders, moments

ZONE = "Europe/Berlin"
RUNS = settings(max_examples=100)


@RUNS
@given(ladders(), histories(least=0), moments)
def test_the_way_taken_in_one_go_ends_where_the_ladder_says(
    tiers: Tiers, history: list[Qualifying], moment: datetime
) -> None:
    ascent = Ascent(Ladder(tiers, ZONE, "USD"))
    ascent.walk(sorted(history, key=attrgetter("at")), moment)
    told = standing(tiers, history, moment, ZONE, "USD")
    assert tiers.levels[ascent.level].id == told.level
    assert [level for level, first in zip(tiers.levels, ascent.firsts, strict=True) if first] == list(
        reached(tiers, told) if told.changes else ()
    )
    assert [reached_at(tiers, told, level) for level in tiers.levels] == ascent.firsts
    assert entry_rewards(tiers, told).keys() <= {level.id for level in tiers.levels}


def _told(known: dict[str, tuple[Known, Qualifying]]) -> list[Qualifying]:
    return [told for _, told in known.values()]


@RUNS
@given(ladders(), histories(least=0), st.data())
def test_looking_after_every_telling_sees_what_counting_anew_sees(
    tiers: Tiers, history: list[Qualifying], data: st.DataObject
) -> None:
    ascents, person = Ascents("USD"), Person(number=1, customer="1", keys=[], lots=iter(()))
    known: dict[str, tuple[Known, Qualifying]] = {}
    for fact in data.draw(st.permutations(history)):
        what = data.draw(st.sampled_from(["new", "new", "new", "less", "none", "elsewhere"]))
        if what != "new" and known:
            source = data.draw(st.sampled_from(sorted(known)))
            order, was = known[source]
            less = replace(was, spend_minor=was.spend_minor // 2, points=was.points // 2)
            now = {"less": less, "none": None, "elsewhere": replace(was, at=fact.at)}[what]
            count(person, order, now)
            known.pop(source)
            if now is not None:
                known[source] = order, now
        else:
            order = Known()
            count(person, order, fact)
            known[fact.source] = order, fact
        if data.draw(st.sampled_from([True, False, False])):
            continue  # nobody looks
        days = data.draw(st.sampled_from([0, 0, 0, 1, 40, 500]))
        at = data.draw(
            st.sampled_from([fact.at, fact.at + timedelta(days=days), START + timedelta(days=days)])
        )
        told = standing(tiers, _told(known), at, ZONE, "USD")
        assert ascents.level(person, tiers, at, ZONE) == told.level
        firsts = ascents.firsts(person, tiers, fact.at, ZONE)
        anew = standing(tiers, _told(known), fact.at, ZONE, "USD")
        assert firsts == [reached_at(tiers, anew, level) for level in tiers.levels]


@RUNS
@given(ladders(), histories(least=0), histories(least=0), moments)
def test_a_merge_counts_what_both_had(
    tiers: Tiers, mine: list[Qualifying], theirs: list[Qualifying], moment: datetime
) -> None:
    ascents = Ascents("USD")
    kept, gone = (Person(number=number, customer="", keys=[], lots=iter(())) for number in (1, 2))
    for person, history in ((kept, mine), (gone, theirs)):
        for fact in history:
            count(person, Known(), fact)
        ascents.level(person, tiers, moment, ZONE)
    merged(gone, kept)
    history = [*mine, *(replace(one, source=f"their {one.source}") for one in theirs)]
    assert ascents.level(kept, tiers, moment, ZONE) == standing(tiers, history, moment, ZONE, "USD").level
    assert ascents.level(gone, tiers, moment, ZONE) == tiers.levels[0].id


def test_a_refund_right_after_an_order_of_the_moment_that_was_looked_at_is_taken_once() -> None:
    levels = [{"id": "member", "at": "0"}, {"id": "gold", "at": "100.00"}]
    tiers = Tiers.model_validate({"by": "spend", "window": {"rolling_months": 12}, "levels": levels})
    ascents, person = Ascents("USD"), Person(number=1, customer="1", keys=[], lots=iter(()))
    first = Qualifying(at=START, source="1", spend_minor=2000, orders=1)
    count(person, Known(), first)
    later = START + timedelta(days=3)
    assert ascents.level(person, tiers, later, ZONE) == "member"
    order, told = Known(), Qualifying(at=later, source="2", spend_minor=8000, orders=1)
    count(person, order, told)
    count(person, order, replace(told, spend_minor=7999))
    assert ascents.level(person, tiers, later, ZONE) == "member"
    count(person, Known(), Qualifying(at=later + timedelta(1), source="3", spend_minor=1, orders=1))
    assert ascents.level(person, tiers, later + timedelta(days=1), ZONE) == "gold"
