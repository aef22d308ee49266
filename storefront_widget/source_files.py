"""The widget's own files as they are served: read once, named by their content."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

# A string, a template or a regular expression, which stay as they are; or a sign with the blanks around it.
TOKEN = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`"""
    r"""|(?:(?<=[(=:,])|(?<=[(=:,]\ ))/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/\w*)"""
    r"""|\s*([{}()\[\];,:?=<>+*&|!-]+)\s*"""
)
REMARK = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
HERE = Path(__file__).resolve().parent / "source"


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def panel() -> bytes:
    """The panel module: its style sheet as a constant, then the code. One file, so one request.

    Remarks and blanks stay at home; statements end with a semicolon, and templates stand in no templates.
    """
    return f'const REDEEM="{version(redeem())}";\n'.encode() + _module("panel")


@cache
def redeem() -> bytes:
    """What the panel brings in when the shopper first looks at rewards."""
    return _module("redeem")


def _module(name: str) -> bytes:
    css = "".join(line.strip() for line in _text(f"{name}.css").splitlines())
    code = TOKEN.sub(lambda found: found[1] or found[2], REMARK.sub("", _text(f"{name}.js")))
    return f"const CSS={json.dumps(css)};{code.strip()}\n".encode()


@cache
def panel_css() -> bytes:
    return _text("panel.css").encode()


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
