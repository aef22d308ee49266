"""What an order sold is one figure, however it is reckoned."""

from hypothesis import given

from loyalty.engine.basis import basis, goods_kept
from loyalty.engine.order_state import EMPTY, merge
from loyalty.engine.rules import Counts
from tests.laws.stories import Story, stories


@given(stories())
def test_goods_kept_is_the_sum_that_is_worked_line_by_line(story: Story) -> None:
    state = EMPTY
    for told in story.messages:
        state = merge(state, told)
        if state.header is not None:
            assert goods_kept(state) == basis(state, Counts()).total
