"""The mistakes that F1, F4 and F13 must notice keep up with the code: each changes something that is there, once."""

import pytest

from tests.faults.testers import BUILDS, PATIENCE, ROOT, Build


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.name)
def test_a_mistake_fits_the_code_it_is_made_in(build: Build) -> None:
    for path, old, new in (*build.changes, PATIENCE):
        assert (ROOT / path).read_text().count(old) == 1, old
        assert old != new
