"""docs/settings.md names every variable the product reads, and none that it does not."""

import re

from loyalty.common.env import PREFIX, UNPREFIXED, Environment, variable
from tests.docs.pages import page


def test_every_variable_is_documented() -> None:
    text = page("docs/settings.md")
    missing = [variable(name) for name in Environment.model_fields if f"`{variable(name)}`" not in text]
    assert missing == []


def test_no_variable_is_invented() -> None:
    named = set(re.findall(rf"`({PREFIX}[A-Z_]+|DATABASE_URL|REDIS_URL)`", page("docs/settings.md")))
    known = {variable(name) for name in Environment.model_fields}
    assert named - known == set()
    assert set(map(variable, UNPREFIXED)) <= named
