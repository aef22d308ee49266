"""`make check`: everything that can be said about the code without running the product.

Runs two steps at a time, stops at none of them, and exits 1 when any failed.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TESTING = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
PRODUCTION = {
    "LOYALTY_ENV": "production",
    "LOYALTY_APP_URL": "https://loyalty.example.com",
    "LOYALTY_SECRET_KEY": "".join(map(chr, range(48, 123))),
    "LOYALTY_TOKEN_KEYS": Fernet.generate_key().decode(),
    "LOYALTY_HASH_KEY": "".join(map(chr, range(40, 110))),
    "LOYALTY_SHOPIFY_CLIENT_ID": "id",
    "LOYALTY_SHOPIFY_CLIENT_SECRET": "of-the-check-only",
    "LOYALTY_VAR_DIR": str(ROOT / "var" / "check"),
    "DATABASE_URL": "postgresql://loyalty@db.invalid/loyalty",
    "REDIS_URL": "redis://redis.invalid/0",
}


@dataclass(frozen=True)
class Step:
    """One thing to check; `env` is added to the environment."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    step: Step
    code: int
    seconds: float
    output: str


def steps() -> Iterator[Step]:
    """The longest first, so that the others run beside it."""
    python = sys.executable
    yield Step("types", (str(BIN / "mypy"), "--no-error-summary"))
    yield Step("migrations", (python, "-m", "tests.house.migrations"), TESTING)
    yield Step("secrets", (python, "-m", "tests.house.secrets"))
    yield Step("templates", (python, "-m", "tests.house.templates"), TESTING)
    yield Step("deploy", (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION)
    if any((ROOT / "templates").rglob("*.html")):
        yield Step("markup", (str(BIN / "djlint"), "templates", "--lint", "--quiet"))
    yield Step("rules", (python, "-m", "tests.house.rules"))
    yield Step("floors", (str(BIN / "lint-imports"), "--no-logo"))
    yield Step("lint", (str(BIN / "ruff"), "check", "."))
    yield Step("format", (str(BIN / "ruff"), "format", "--check", "."))


def run(step: Step) -> Outcome:
    started = time.monotonic()
    quiet = {"LOYALTY_LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env={**os.environ, **quiet, **step.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(step, done.returncode, time.monotonic() - started, done.stdout)


def report(outcome: Outcome) -> None:
    verdict = "ok" if outcome.code == 0 else "FAILED"
    print(f"{outcome.step.name:<12} {outcome.seconds:6.1f} s  {verdict}", flush=True)
    if outcome.code:
        print(outcome.output.rstrip(), flush=True)


def main() -> int:
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        running: list[Future[Outcome]] = [pool.submit(run, step) for step in steps()]
        failed = []
        for future in as_completed(running):
            outcome = future.result()
            report(outcome)
            if outcome.code:
                failed.append(outcome.step.name)
    seconds = time.monotonic() - started
    print(f"{'all':<12} {seconds:6.1f} s  {'FAILED: ' + ', '.join(failed) if failed else 'ok'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
