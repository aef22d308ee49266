"""Each preset is read, plays a scenario of its own, is told as it is, and is named nowhere in code."""

import re
from pathlib import Path

import pytest

from loyalty.engine.document import dump, parse
from loyalty.programmes.preset import PRESETS, preset, preset_ids
from tests.presets.test_presets import code

SCENARIOS = Path(__file__).resolve().parent / "scenarios"
FIRST_TEN = {
    "points-classic", "simple-cashback", "miles", "stamps", "brand-bucks", "spend-tiers", "choose-your-reward",
    "annual-spend-club", "nights-and-tiers", "paid-annual",
}  # fmt: skip

NEXT = {
    "certificates", "lifetime-coop", "members-only-sales", "outdoor-pass", "refer-a-friend", "stars-and-habits",
    "quests-and-places", "circular", "pass-and-missions", "metered-activity",
}  # fmt: skip


def test_the_ones_that_were_promised_are_there() -> None:
    assert set(preset_ids()) >= FIRST_TEN | NEXT


@pytest.mark.parametrize("wanted", preset_ids())
def test_it_is_read_and_written_back_the_same(wanted: str) -> None:
    document = preset(wanted).document
    assert parse(dump(document)) == document


@pytest.mark.parametrize("wanted", preset_ids())
def test_it_plays_a_scenario_from_its_own_file(wanted: str) -> None:
    scenario = SCENARIOS / f"test_{wanted.replace('-', '_')}.py"
    said = scenario.read_text()
    assert f'stage("{wanted}")' in said
    assert ".replayed()" in said, "and replay is held against the books"


def test_every_scenario_is_of_a_preset_there_is() -> None:
    played = {path.stem.removeprefix("test_").replace("_", "-") for path in SCENARIOS.glob("test_*.py")}
    assert played == set(preset_ids())


@pytest.mark.parametrize("wanted", preset_ids())
def test_no_code_knows_it(wanted: str) -> None:
    """One word of a language may be part of code; as a quoted id it would be a branch."""
    named = re.compile(rf"[\"']{wanted}[\"']" if "-" not in wanted else rf"\b{wanted}\b")
    assert [path for path in code() if named.search(path.read_text())] == []


@pytest.mark.parametrize("wanted", preset_ids())
def test_what_it_says_in_words_it_says_of_every_rate(wanted: str) -> None:
    """Figures of the description that a document must have: the cost of each reward that can be bought."""
    told = preset(wanted)
    words = " ".join(text.en for text in told.in_words).replace(",", "")
    costs = [str(one.cost) for one in told.document.rewards if one.cost is not None]
    assert not costs or any(re.search(rf"\b{cost}\b", words) for cost in costs)
    assert (PRESETS / f"{wanted}.json").stat().st_size < 20_000
