"""Every law of docs/points.md is named by a test; those that wait for their subject are named here."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
LAWS = (
    *(f"S{n}" for n in range(1, 9)), *(f"I{n}" for n in range(1, 7)), *(f"A{n}" for n in range(1, 8)),
    "R1", "R2", "R3", "R5", "R6", "R7", "R8", *(f"D{n}" for n in range(1, 5)), *(f"X{n}" for n in range(1, 8)),
    "F1", "F2", "M1", "M2", "G1", "G2", "G4", *(f"L{n}" for n in range(1, 5)), "T1", "T4",
)  # fmt: skip
WAITING = {
    "I4": "keys of HTTP requests: with the merchant's API",
}


def test_every_law_is_in_the_name_or_the_words_of_a_test() -> None:
    named: set[str] = set()
    for path in TESTS.rglob("*.py"):
        if path.name != Path(__file__).name and "faults" not in path.parts:
            named |= {law.upper() for law in re.findall(r"_([a-z][1-8])(?=_)", path.read_text())}
            named |= set(re.findall(r"\b([A-Z][1-8])\b", path.read_text()))
    assert set(LAWS) - named - set(WAITING) == set()
