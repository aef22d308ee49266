"""Documents of earlier schemas, brought to the present one: stored versions never change, so they are read so."""

from collections.abc import Callable, Mapping
from typing import Any

Plain = dict[str, Any]


def upgraded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same programme in the present schema; what has no known schema is left for the reader to refuse."""
    at = document.get("schema")
    while type(at) is int and at in _STEPS:
        document = _STEPS[at](dict(document))
        at = document["schema"]
    return document


def _from_1(document: Plain) -> Plain:
    """Schema 1 took an order's award without `per` as points for 1.00; schema 2 takes it as points for the order."""
    rules = document.get("earning")
    if isinstance(rules, list | tuple):
        document["earning"] = [_with_per(rule) for rule in rules]
    return document | {"schema": 2}


def _with_per(rule: Any) -> Any:
    award = rule.get("award") if isinstance(rule, dict) else None
    if not isinstance(award, dict) or rule.get("on") != "order_paid" or "per" in award:
        return rule
    return rule | {"award": award | {"per": "1.00"}}


_STEPS: Mapping[int, Callable[[Plain], Plain]] = {1: _from_1}
