"""A programme document by the name of a preset, or out of a file."""

import difflib
import json
from pathlib import Path
from typing import Any

from loyalty.engine.document import BadDocument, Document, parse
from loyalty.programmes.preset import BadPreset, preset, preset_ids


class NoProgramme(ValueError):
    """There is no such programme, or its document is wrong; the message says where and why.

    `errors` are the places in the document, where there is a document.
    """

    def __init__(self, message: str, errors: list[tuple[str, str]] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or []


def programme(named: str) -> Document:
    """The preset of that name, else the document in the file of that name. Raises NoProgramme."""
    if named in preset_ids():
        try:
            return preset(named).document
        except BadPreset as bad:
            raise NoProgramme(str(bad)) from None
    try:
        return parse(_inside(_read(named)))
    except BadDocument as bad:
        wrong = "\n".join(f"  {path}: {message}" for path, message in bad.errors)
        raise NoProgramme(f"{named}: is no programme\n{wrong}", bad.errors) from None


def _read(named: str) -> dict[str, Any]:
    try:
        found = json.loads(Path(named).read_text("utf-8-sig"))
    except FileNotFoundError:
        raise NoProgramme(_unknown(named)) from None
    except (OSError, ValueError, RecursionError) as bad:
        raise NoProgramme(f"{named}: cannot be read as JSON ({bad})") from None
    if not isinstance(found, dict):
        raise NoProgramme(f"{named}: is no JSON object")
    return found


def _inside(found: dict[str, Any]) -> dict[str, Any]:
    """A preset's file holds its document; any other file is one."""
    inner = found.get("document")
    return inner if isinstance(inner, dict) and "in_words" in found else found


def _unknown(named: str) -> str:
    known = ", ".join(preset_ids()) or "none yet"
    close = difflib.get_close_matches(named, preset_ids(), n=1)
    meant = f"; did you mean {close[0]!r}?" if close else ""
    return f"{named!r} is neither a file nor a preset (presets: {known}){meant}"
