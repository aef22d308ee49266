"""Every command of ours says what it is for, and the README's commands exist."""

import re

import pytest
from django.core.management import get_commands, load_command_class

from tests.docs.pages import page

OURS = sorted(
    name for name, app in get_commands().items() if str(app).startswith(("loyalty", "storefront_widget"))
)


@pytest.mark.parametrize("name", OURS)
def test_a_command_has_help(name: str) -> None:
    command = load_command_class(str(get_commands()[name]), name)
    assert len(command.help) > 20


def test_the_commands_in_the_readme_exist() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", page("README.md")))
    assert named <= set(get_commands())
