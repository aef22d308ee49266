"""T4: every reason recomputes to what is posted, and for every order every rule has exactly one answer."""

import random

import pytest

from tests.laws.reason_runs import by_the_desk, by_the_engine


@pytest.mark.parametrize("seed", range(6))
def test_t4_every_decision_recomputes_from_its_reason_and_from_its_terms(seed: int) -> None:
    assert by_the_engine(random.Random(seed), orders=60) == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_t4_every_award_of_the_books_recomputes_and_every_rule_answers(seed: int) -> None:
    told = by_the_desk(random.Random(seed), orders=100)
    assert told.faults == []
    assert told.orders == 100
    assert told.answers >= told.orders
    assert told.awards > told.orders
