"""Are F1, F4 and F13 worth anything? Three copies of the product are built with one mistake each that many apps make,
and all three runs must fail on every one of them; and pass on a copy that has none."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("loyalty", "storefront_widget", "tests", "benchmarks", "devstore", "templates", "static")
FILES = ("manage.py", "shopify.app.toml", "pyproject.toml")
RUNS = ("F1", "F4", "F13")
MINUTES = 20

Change = tuple[str, str, str]  # file, what stands there once, what comes instead


def _dropped(*constraints: tuple[str, str]) -> Change:
    statements = "; ".join(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in constraints)
    dropping = f'    connection.cursor().execute("{statements}")\n'
    made = '    return world.shop("bench")\n'
    return "tests/faults/stage.py", made, dropping + made


@dataclass(frozen=True, slots=True)
class Build:
    """A copy with a mistake, made wherever the three runs come by."""

    name: str
    what: str
    changes: tuple[Change, ...]


PATIENCE: Change = ("tests/faults/webhooks.py", "STUCK_AFTER = 300", "STUCK_AFTER = 90")
STORE_LATER = """
@shared_task
def store(fields, body, now):
    import base64, time
    from datetime import datetime
    from loyalty.inbox.receive import Arrival, receive
    at = fields.pop("triggered_at")
    told = datetime.fromisoformat(at) if at else None
    receive(arrival=Arrival(**fields, triggered_at=told, body=base64.b64decode(body)), now=datetime.fromisoformat(now))
    time.sleep(0.05)


def _drained() -> int:"""
SENT_AWAY = """        import base64, dataclasses
        from loyalty.celery import app
        fields = dataclasses.asdict(arrival) | {"triggered_at": arrival.triggered_at and arrival.triggered_at.isoformat()}
        body = base64.b64encode(fields.pop("body")).decode()
        app.send_task("loyalty.inbox.tasks.store", [fields, body, now.isoformat()])
"""  # noqa: E501 - a piece of a program
EIGHT_HANDS = """    from concurrent.futures import ThreadPoolExecutor
    from django.db import connection
    def one_hand(number):
        try:
            return drain()
        finally:
            connection.close()
    with ThreadPoolExecutor(8) as hands:
        return sum(hands.map(one_hand, range(8)))
"""
ROWS_AT_ONCE = """def _apart(*asked):
    from concurrent.futures import ThreadPoolExecutor
    from django.db import connection
    def run():
        sets.run(*asked)
        connection.close()
    with ThreadPoolExecutor(1) as hand:
        hand.submit(run).result()


def hear("""
BUILDS = (
    Build("sound", "no mistake: what fails in the others does so for theirs", ()),
    Build(
        "no-key",
        "nothing is unique: every message makes an award of its own, every wish a shelf of its own",
        (
            _dropped(("ledger_award", "awarded_once"), ("ledger_transaction", "posted_once"),
                     ("rewards_stock", "one_shelf")),
            ("loyalty/ledger/settle.py", "return {(award.source, award.rule): award for award in rows}", "return {}"),
        ),
    ),
    Build(
        "early-word",
        "a word is given before all is committed: a webhook is 200 and then queued, points are set aside before "
        "the shelf has said yes",
        (
            ("loyalty/platforms/shopify/door.py", "        receive(arrival=arrival, now=now)\n", SENT_AWAY),
            ("loyalty/inbox/tasks.py", "\ndef _drained() -> int:", STORE_LATER),
            ("loyalty/settings.py", "CELERY_TASK_ACKS_LATE = True", "CELERY_TASK_ACKS_LATE = False"),
            # Told once: three times over, what is lost mostly comes again, and luck would say whether F1 sees it.
            ("tests/faults/webhooks.py", ' * 2 + (f"{order.number}-{place}-again",)', ""),
            ("loyalty/desk/spending.py", "        with transaction.atomic():\n            return _reserve(",
             "        if True:\n            return _reserve("),
        ),
    ),
    Build(
        "read-then-write",
        "nothing is locked between reading and writing, and the two are a moment apart",
        (
            _dropped(("ledger_transaction", "posted_once")),
            ("loyalty/inbox/tasks.py", "    return drain()\n", EIGHT_HANDS),
            ("loyalty/inbox/claim.py", "BATCH = 100", "BATCH = 20"),
            ("loyalty/shops/one_hand.py", "        return bool(cursor.fetchone()[0])\n", "        return True\n"),
            ("loyalty/shops/one_hand.py", "SELECT pg_try_advisory_xact_lock(%s, %s)", "SELECT %s, %s"),
            ("loyalty/orders/hear.py", 'ORDER BY external_id FOR UPDATE\n"""', 'ORDER BY external_id\n"""'),
            ("loyalty/orders/hear.py", "def hear(", ROWS_AT_ONCE),
            ("loyalty/orders/hear.py", "    sets.run(NEW_ORDERS, ", "    _apart(NEW_ORDERS, "),
            ("loyalty/ledger/load.py", "ORDER BY member_id FOR UPDATE", "ORDER BY member_id"),
            ("loyalty/ledger/load.py", "def _lock(cursor: Any, asked: Asked) -> None:\n",
             "def _lock(cursor: Any, asked: Asked) -> None:\n    import time; time.sleep(0.5)\n"),
        ),
    ),
)  # fmt: skip


def build(one: Build, folder: Path) -> Path:
    """The copy. Raises ValueError where a mistake does not fit the code."""
    place = folder / one.name
    shutil.rmtree(place, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, place / name)
    for path, old, new in (*one.changes, PATIENCE):
        file = place / path
        if file.read_text().count(old) != 1:
            raise ValueError(f"{old!r} is not once in {path}: nothing was planted")
        file.write_text(file.read_text().replace(old, new))
    return place


def tried(place: Path, seed: int) -> tuple[dict[str, str], str]:
    """What each of the runs came to, in small form, in the copy: passed, FAILED or nothing; and all that they said."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("LOYALTY_", "DJANGO_"))
    }
    more = {
        "QUICK": "1",
        "SEED": str(seed),
        "KILLS": "10",
        "CROWDS": "1",
        "ROUNDS": "4",
        "PYTHONPATH": str(place),
    }
    command = [sys.executable, "-m", "tests.faults", *(name.lower() for name in RUNS)]
    done = subprocess.run(
        command,
        cwd=place,
        env=plain | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=60 * MINUTES,
    )
    said = done.stdout + done.stderr[-2_000:]
    ends = dict(re.findall(r"^(F\d+) (passed|FAILED)", said, re.MULTILINE))
    return {name: ends.get(name, "") for name in RUNS}, said


def play(folder: Path, seed: int, names: list[str]) -> list[str]:
    """Builds and tries the copies of these names, all where none is given; answers what came out
    otherwise than it should."""
    missed = []
    for one in BUILDS:
        if names and one.name not in names:
            continue
        found, said = tried(build(one, folder), seed)
        print(f"   {one.name}: {one.what}", flush=True)
        wanted = "FAILED" if one.changes else "passed"
        wrong = [name for name, end in found.items() if end != wanted]
        for name, end in found.items():
            print(f"      {name} {end or 'said nothing'}{', AND SHOULD NOT HAVE' * (name in wrong)}")
        print(
            "".join(f"      {line}\n" for line in re.findall(r"^   .*", said, re.MULTILINE)),
            end="",
            flush=True,
        )
        missed += [f"{name} on {one.name}" for name in wrong]
    return missed


def run(quick: bool, seed: int) -> bool:
    """BUILD names one of them. QUICK makes no difference: each is small already."""
    missed = play(ROOT / "var" / "testers", seed, (os.environ.get("BUILD") or "").split())
    print(
        f"testers {'FAILED' if missed else 'passed'}: {', '.join(missed) or 'all mistakes noticed'}  seed {seed}"
    )
    return not missed
