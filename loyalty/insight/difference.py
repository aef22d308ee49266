"""Two programmes over the same history: what would have been different, in sum and member by member."""

from typing import Any

FIGURES = ("earned", "reversed", "spent", "expired", "available", "pending", "reserved", "debt")
Answer = dict[str, Any]  # what loyalty.insight.play answers


def difference(first: Answer, second: Answer) -> Answer:
    """Ready for JSON: every total of both, members whose figures differ, and who would have another tier."""
    members = _both(first, second)
    return {
        "first": first["programme"],
        "second": second["programme"],
        "as_of": second["as_of"],
        "totals": {
            name: _pair(first["totals"].get(name), second["totals"].get(name)) for name in second["totals"]
        },
        "members": [
            {"member": name} | changed for name, one, other in members if (changed := _changed(one, other))
        ],
        "tiers": [
            {"member": name, "first": one.get("tier"), "second": other.get("tier")}
            for name, one, other in members
            if one.get("tier") != other.get("tier")
        ],
        "compared": len(members),
        "refused": {"first": len(first["refused"]), "second": len(second["refused"])},
    }


def _both(first: Answer, second: Answer) -> list[tuple[str, Answer, Answer]]:
    """(member, figures by the first, figures by the second); an unknown one has none."""
    one = {row["member"]: row for row in first["members"]}
    other = {row["member"]: row for row in second["members"]}
    return [(name, one.get(name, {}), other.get(name, {})) for name in (one | other)]


def _changed(one: Answer, other: Answer) -> Answer:
    pairs = ((name, one.get(name, 0), other.get(name, 0)) for name in FIGURES)
    return {name: _pair(was, becomes) for name, was, becomes in pairs if was != becomes}


def _pair(was: Any, becomes: Any) -> Answer:
    whole = isinstance(was, int) and isinstance(becomes, int)
    return {"first": was, "second": becomes} | ({"difference": becomes - was} if whole else {})
