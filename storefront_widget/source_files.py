"""The widget's own files as they are served: read once, named by their content."""

import hashlib
import json
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent / "source"


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def panel() -> bytes:
    """The panel module: its style sheet as a constant, then the code. One file, so one request."""
    css = "".join(line.strip() for line in _text("panel.css").splitlines())
    return f"const CSS = {json.dumps(css)};\n{_text('panel.js')}".encode()


@cache
def page_css() -> bytes:
    """The look of the page that works without JavaScript."""
    return _text("page.css").encode()


def version(content: bytes) -> str:
    """Eight hex digits that change with the content."""
    return hashlib.sha256(content).hexdigest()[:8]
