"""The list of bugs to plant keeps up with the code: each must change exactly one line that is there."""

from pathlib import Path

import pytest

from tests.faults.planted import BUGS, ROOT, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: f"{bug.law} {bug.what}")
def test_a_bug_fits_the_code_it_is_planted_in(bug: Bug) -> None:
    assert bug.fits
    assert bug.old != bug.new
    assert all((ROOT / Path(path)).exists() for path in bug.tests)
