"""The browser in which pages are measured."""

import os
from pathlib import Path

PATH = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def is_here() -> bool:
    """Rows that want it are left out otherwise."""
    return Path(PATH).exists()
