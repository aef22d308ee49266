"""The engine decides what it decided before it was made fast, to the last reason."""

import copy
from typing import Any

from hypothesis import Phase, given, reject, settings
from hypothesis import strategies as st

from loyalty.engine.about import About
from loyalty.engine.bringing import Brought
from loyalty.engine.document import BadDocument, parse
from loyalty.engine.earning import NO_RULE, decide_order
from loyalty.engine.limits import Allowed
from loyalty.engine.order_state import OrderState
from loyalty.engine.suspicion import Verdict
from tests.engine import any_programme
from tests.engine.slow import earning as slow

ZONES = st.sampled_from(["UTC", "America/New_York", "Pacific/Apia", "Europe/Berlin"])


@settings(max_examples=80, phases=[Phase.explicit, Phase.generate])
@given(
    any_programme.programmes(),
    st.lists(
        st.tuples(any_programme.orders(), any_programme.members, any_programme.allowances()),
        min_size=1,
        max_size=4,
    ),
    ZONES,
    st.booleans(),
    st.sampled_from(["passed", "passed", "held", "refused"]),
)
def test_every_decision_and_every_reason_is_as_rule_by_rule(
    made: any_programme.Made,
    told: list[tuple[OrderState, About, Allowed]],
    zone: str,
    first: bool,
    verdict: Verdict,
) -> None:
    try:
        document = parse({key: value for key, value in made.items() if value is not None})
    except BadDocument:
        reject()
    for state, about, allowed in told:
        apart = copy.deepcopy(allowed)
        given: dict[str, Any] = {
            "recognised": True,
            "timezone": zone,
            "first": first,
            "brought": Brought(90, verdict) if first else None,
            "about": about,
        }
        before = copy.deepcopy(allowed)
        fast = decide_order(document, state, allowed=allowed, **given)
        assert fast == slow.decide_order(document, state, allowed=before, **given)
        held = {"r0", "f0", "campaign:c1"}
        again = decide_order(document, state, allowed=apart, held=held, **given)
        assert again == [one for one in fast if not one.silent or one.rule in {*held, NO_RULE}]
        assert allowed == apart == before
