"""The page of answers to Shopify's questions is whole, and the command that hands them in hears what is wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.npm import ROOT
from tests.security.answers import NAME, answers, read_on
from tests.security.doctor import complaints, record, stale, unanswered

PAGE = (ROOT / NAME).read_text()
GIVEN = answers(PAGE)
FIRST = GIVEN[0]
HASH = f"sha256:{FIRST.asked}{'0' * 56}"


def test_every_question_is_answered_once_with_files_that_exist() -> None:
    assert len(GIVEN) == len({answer.id for answer in GIVEN}) == 31
    assert read_on(PAGE)
    missing = {
        f"{answer.id} {pattern}"
        for answer in GIVEN
        for pattern in answer.inspected
        if not any(path.is_file() for path in ROOT.glob(pattern))
    }
    missing |= {
        f"{a.id} {test}" for a in GIVEN for test in a.shown_by if not (ROOT / "tests" / test).is_file()
    }
    assert missing == set()


def test_every_answer_says_something_and_by_what_it_is_shown() -> None:
    for answer in GIVEN:
        assert answer.text, answer.id
        assert answer.inspected, answer.id
        assert len(answer.asked) == 8, answer.id
        assert answer.reason or (answer.status == "executed" and answer.shown_by), answer.id


def test_a_new_question_and_one_worded_anew_are_named() -> None:
    same = {"id": FIRST.id, "prompt_hash": HASH}
    assert list(unanswered([same], GIVEN)) == []
    anew = same | {"prompt_hash": f"sha256:{'f' * 64}"}
    [new, changed] = unanswered([{"id": "NEW_ONE", "prompt_hash": HASH}, anew], GIVEN)
    assert new.startswith("NEW_ONE")
    assert changed.startswith(f"{FIRST.id} is worded anew")


@pytest.mark.parametrize("kind", ["deterministic", "agent"])
def test_findings_and_answers_that_were_not_taken_are_complaints(kind: str) -> None:
    found = {"rule_id": "COMMITTED_SECRET", "message": "a key", "location": {"file": "a.py", "line": 1}}
    taken: dict[str, Any] = {
        "id": FIRST.id,
        "kind": kind,
        "status": "unresolved",
        "reason": {"message": "no"},
    }
    trace = {"findings": [found], "checks_executed": [taken]}
    said = list(complaints(trace, GIVEN))
    assert said[0] == "finding COMMITTED_SECRET: a key (a.py:1)"
    assert said[1:] == ([f"{FIRST.id} is unresolved: no"] if kind == "agent" else [])


def test_a_record_names_files_and_why_there_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    open_still = next(answer for answer in GIVEN if answer.reason)
    told = record({"version": 2, "prompt_hash": HASH}, open_still, tmp_path)
    assert (told["status"], told["inspected_files"]) == ("unresolved", ["pyproject.toml"])
    assert told["reason"]["code"] == open_still.reason


def test_an_answer_whose_files_changed_is_to_be_read_again() -> None:
    touched = FIRST.files(ROOT)[0]
    assert any(line.startswith(FIRST.id) for line in stale(GIVEN, {touched}, ROOT))
    assert list(stale(GIVEN, set(), ROOT)) == []
