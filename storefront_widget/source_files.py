"""The widget's own files as they are served: read once, named by their content."""

import hashlib
import json
from functools import cache
from pathlib import Path

import minify

HERE = Path(__file__).resolve().parent / "source"


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def panel() -> bytes:
    """The panel module: its style sheet as a constant, then the code. One file, so one request."""
    return _module("panel", REDEEM=version(redeem()))


@cache
def redeem() -> bytes:
    """What the panel brings in when the shopper first looks at rewards."""
    return _module("redeem")


@cache
def friend() -> bytes:
    """For followed links, and for the page on which members find theirs."""
    return bytes(minify.string("application/javascript", _text("friend.js")).encode())


def _module(name: str, **constants: str) -> bytes:
    constants["CSS"] = minify.string("text/css", _text(f"{name}.css"))
    given = "".join(f"const {key} = {json.dumps(value)};\n" for key, value in constants.items())
    return bytes(minify.string("application/javascript", given + _text(f"{name}.js")).encode())


@cache
def page_css() -> bytes:
    """The look of the page that works without JavaScript."""
    return _text("page.css").encode()


@cache
def texts() -> dict[str, str]:
    """Every label of the panel in English, by its key; {words} in braces are filled in by the panel."""
    found: dict[str, str] = json.loads(_text("texts.json"))
    return found


def version(content: bytes) -> str:
    """Eight hex digits that change with the content."""
    return hashlib.sha256(content).hexdigest()[:8]
