"""An order's state in few bytes: by place instead of by name. Most orders are never heard of again."""

from types import GenericAlias
from typing import Any

import msgspec
from msgspec.structs import asdict, astuple, fields

from loyalty.engine.facts import Header, Line, Refund, RefundLine
from loyalty.engine.order_state import OrderState


def _by_place(kind: type[msgspec.Struct], **others: Any) -> Any:
    """The same fields, told in their order; `others` have another type."""
    told = [(one.name, others.get(one.name, one.type)) for one in fields(kind)]
    return msgspec.defstruct(f"{kind.__name__}ByPlace", told, array_like=True)


def _shape() -> Any:
    """(header or None, refunds, plans)."""
    header: Any = _by_place(Header, lines=GenericAlias(list, (_by_place(Line),)))
    refund: Any = _by_place(Refund, lines=GenericAlias(list, (_by_place(RefundLine),)))
    return GenericAlias(tuple, (header | None, GenericAlias(list, (refund,)), tuple[str, ...]))


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_shape()).decode
_LINES_OF_HEADER = [one.name for one in fields(Header)].index("lines")
_LINES_OF_REFUND = [one.name for one in fields(Refund)].index("lines")


def pack(state: OrderState) -> bytes:
    """unpack(pack(state)) == state."""
    header = state.header
    told = None
    if header is not None:
        told = [*astuple(header)]
        told[_LINES_OF_HEADER] = [astuple(line) for line in header.lines]
    return _encode((told, [_refund(one) for one in state.refunds] if state.refunds else (), state.plans))


def unpack(packed: bytes) -> OrderState:
    """What was packed."""
    header, refunds, plans = _decode(packed)
    return OrderState(
        header=_whole(Header, header, Line) if header is not None else None,
        refunds=tuple([_whole(Refund, one, RefundLine) for one in refunds]),
        plans=plans,
    )


def _refund(refund: Refund) -> list[Any]:
    told = [*astuple(refund)]
    told[_LINES_OF_REFUND] = [astuple(line) for line in refund.lines]
    return told


def _whole(kind: Any, found: Any, line: Any) -> Any:
    told = asdict(found)
    told["lines"] = tuple([line(**asdict(one)) for one in told["lines"]])
    return kind(**told)
