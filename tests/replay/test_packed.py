"""An order's state comes out of its bytes as it went in, whatever was told of it."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty.engine.facts import Header, Line, Refund, RefundLine
from loyalty.engine.order_state import EMPTY, OrderState
from loyalty.engine.replay.packed import pack, unpack

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
LINE = Line(
    id="1",
    title="Tee 茶",
    quantity=2,
    current=1,
    net=-5,
    tax=7,
    gift_card=True,
    vendor="V",
    subscription=True,
)
HEADER = Header(
    id="9", name="#9", updated_at=AT, processed_at=AT - timedelta(days=40), currency="JPY", lines=(LINE,), paid=True,
    cancelled=True, test=True, confirmed=False, customer="3", source="pos", gateways=("a", "b"), tags=("x",),
    discount_codes=("TEN",), subscription=True, tax=1, shipping=2, tip=10**14,
)  # fmt: skip
REFUND = Refund(
    id="5", at=AT, other=4, shipping=5,
    lines=(RefundLine(line="1", quantity=1, amount=3, tax=1), RefundLine(line="2", quantity=0, amount=0)),
)  # fmt: skip


@pytest.mark.parametrize(
    "state",
    [
        EMPTY,
        OrderState(refunds=(REFUND,)),
        OrderState(header=HEADER, refunds=(REFUND, REFUND), plans=("1", "7")),
        OrderState(header=Header(id="1", name="", updated_at=AT, processed_at=AT, currency="USD", lines=())),
    ],
)
def test_a_state_is_the_same_after_packing(state: OrderState) -> None:
    assert unpack(pack(state)) == state
