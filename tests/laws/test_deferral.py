"""Law L2: the textbook example of loyalty points and breakage, figure by figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.engine.deferral import allocated, recognised

OWED = 9_000  # of 100,000 for 10,000 points, the textbook's share rounded to whole percent


def test_l2_the_textbook_example_reproduces_when_more_are_expected_and_when_fewer() -> None:
    """Year 2: 4,500 of 9,700 expected are redeemed. Year 3: 4,000 more, with 9,900 (10A) or 9,200 (10B) expected."""
    second = recognised(OWED, redeemed=4_500, expected=9_700)
    assert second == 4_175
    assert recognised(OWED, redeemed=8_500, expected=9_900) - second == 3_552
    assert recognised(OWED, redeemed=8_500, expected=9_200) - second == 4_140


def test_l2_the_share_of_the_price_follows_the_stand_alone_prices() -> None:
    assert allocated(100_000, 100_000, 9_700) == 8_842
    assert allocated(2_000, 2_000, 170) == 157


@given(st.integers(0, 10**12), st.integers(1, 10**9), st.data())
def test_l2_what_is_recognised_only_grows_and_ends_at_all_of_it(
    deferred: int, expected: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, expected))
    second = data.draw(st.integers(first, expected))
    figures = [recognised(deferred, redeemed=n, expected=expected) for n in (0, first, second, expected)]
    assert figures == sorted(figures)
    assert (figures[0], figures[-1]) == (0, deferred)


@pytest.mark.parametrize(("redeemed", "expected"), [(1, 0), (2, 1), (-1, 5)])
def test_impossible_expectations_are_refused(redeemed: int, expected: int) -> None:
    with pytest.raises(ValueError, match="redeemed of"):
        recognised(OWED, redeemed=redeemed, expected=expected)
