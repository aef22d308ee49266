"""docs/programme.md explains every key of the programme document, and its examples are programmes."""

import json
import re

import pytest

from loyalty.engine.document import parse
from loyalty.programmes.preset import presets
from tests.docs.pages import page
from tests.docs.programme_page import NAME, UNSAID, meanings, written

EXAMPLES = re.findall(r"```json\n(.*?)```", page(NAME), re.DOTALL)


def test_the_tables_are_those_of_the_schema() -> None:
    assert written(page(NAME)) == page(NAME), "run: python -m tests.docs.programme_page"


def test_every_key_is_explained() -> None:
    unsaid = [f"{part}.{key}" for (part, key), meaning in meanings(page(NAME)).items() if meaning == UNSAID]
    assert unsaid == [], "say in docs/programme.md what these decide"


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_programme(example: str) -> None:
    assert parse(json.loads(example))


def test_the_presets_page_names_every_preset() -> None:
    missing = [one.id for one in presets() if f"`{one.id}`" not in page("docs/presets.md")]
    assert missing == []
