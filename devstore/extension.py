"""The app's theme extension as it lies on disk: blocks with their schema, texts, assets."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SCHEMA = re.compile(r"{%-?\s*schema\s*-?%}(.*?){%-?\s*endschema\s*-?%}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    handle: str
    name: str
    target: str
    source: str
    settings: dict[str, Any] = field(default_factory=dict)
    # settings that the theme editor fills with the page's own product
    product_settings: tuple[str, ...] = ()
    javascript: str | None = None
    stylesheet: str | None = None

    @property
    def embed(self) -> bool:
        return self.target in ("body", "head", "compliance_head")


def read_blocks(folder: Path | None) -> list[Block]:
    """None or a missing folder is an app without an extension."""
    if folder is None or not (folder / "blocks").is_dir():
        return []
    return [read_block(path) for path in sorted((folder / "blocks").glob("*.liquid"))]


def read_block(path: Path) -> Block:
    source = path.read_text()
    found = _SCHEMA.search(source)
    schema: dict[str, Any] = json.loads(found[1]) if found else {}
    settings = [s for s in schema.get("settings", []) if "id" in s]
    return Block(
        handle=path.stem,
        name=str(schema.get("name", path.stem)),
        target=schema.get("target", "section"),
        source=_SCHEMA.sub("", source),
        settings={s["id"]: s.get("default") for s in settings},
        product_settings=tuple(s["id"] for s in settings if s.get("type") == "product"),
        javascript=schema.get("javascript"),
        stylesheet=schema.get("stylesheet"),
    )


def translations(folder: Path, locale: str) -> dict[str, Any]:
    """The locale's texts over those of the default locale."""
    found: dict[str, Any] = {}
    names = [*sorted(folder.glob("locales/*.default.json")), folder / f"locales/{locale.split('-')[0]}.json"]
    for path in [*names, folder / f"locales/{locale}.json"]:
        if path.exists() and not path.name.endswith(".schema.json"):
            _lay_over(found, json.loads(path.read_text()))
    return found


def _lay_over(below: dict[str, Any], above: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _lay_over(below[key], value)
        else:
            below[key] = value
