"""A programme document by the name of a preset, or out of a file."""

import json
from pathlib import Path

from loyalty import programmes
from loyalty.engine.document import BadDocument, Document, parse

PRESETS = Path(programmes.__file__).parent / "presets"


class NoProgramme(ValueError):
    """There is no such programme, or its document is wrong; the message says where and why."""


def presets() -> list[str]:
    """The names of the presets."""
    return sorted(path.stem for path in PRESETS.glob("*.json"))


def programme(named: str) -> Document:
    """The preset of that name, else the document in the file of that name. Raises NoProgramme."""
    path = PRESETS / f"{named}.json" if named in presets() else Path(named)
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        known = ", ".join(presets()) or "none yet"
        raise NoProgramme(f"{named!r} is neither a file nor a preset (presets: {known})") from None
    except (OSError, ValueError, RecursionError) as bad:
        raise NoProgramme(f"{named}: cannot be read as JSON ({bad})") from None
    if not isinstance(found, dict):
        raise NoProgramme(f"{named}: is no JSON object")
    try:
        return parse(found)
    except BadDocument as bad:
        wrong = "\n".join(f"  {path}: {message}" for path, message in bad.errors)
        raise NoProgramme(f"{named}: is no programme\n{wrong}") from None
