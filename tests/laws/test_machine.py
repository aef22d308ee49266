"""All laws of the books at once: everything that can happen, in any order, against the books on paper.

LAWS_EXAMPLES and LAWS_STEPS ask for more (5000 and 100 for a long night); a failure prints the steps and the seed.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.laws.machine import Books

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("LAWS_EXAMPLES", "200"))
STEPS = int(os.environ.get("LAWS_STEPS", "30"))


@pytest.mark.parametrize("policy", ["debt", "floor"])
def test_whatever_happens_in_whatever_order_the_books_are_those_on_paper(policy: str) -> None:
    machine = type("Machine", (Books,), {"policy": policy})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES // 2,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
