"""Presets: ready programmes to start from. Each is one file of presets/, named after its id; none needs code."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from loyalty import programmes
from loyalty.engine.document import BadDocument, Document, parse

PRESETS = Path(programmes.__file__).parent / "presets"
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Text(BaseModel):
    """One text in the languages of the panel; where one is missing, English stands in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Said
    zh_hans: Said | None = Field(default=None, alias="zh-Hans")
    zh_hant: Said | None = Field(default=None, alias="zh-Hant")

    def told(self, language: str) -> str:
        """`language` as Django or the web names it: zh-hans, zh_Hant, en-gb."""
        return {"zh-hans": self.zh_hans, "zh-hant": self.zh_hant}.get(_plain(language)) or self.en


class _Written(BaseModel):
    """What a file must say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Text
    summary: Text
    in_words: tuple[Text, ...] = Field(min_length=1, max_length=12)
    good_for: Text
    document: dict[str, Any]


class BadPreset(ValueError):
    """A preset's file is wrong; the message names the file, the places and why."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready programme: what it is called, what it does in a shopkeeper's words, and its document."""

    id: str
    title: Text
    summary: Text
    in_words: tuple[Text, ...]
    good_for: Text
    written: dict[str, Any]
    document: Document


def preset_ids() -> list[str]:
    """The ids of all presets, by the alphabet."""
    return sorted(path.stem for path in PRESETS.glob("*.json"))


def presets() -> Iterator[Preset]:
    """All presets, by id. Raises BadPreset."""
    return map(preset, preset_ids())


def preset(wanted: str) -> Preset:
    """One preset. Raises KeyError for an id there is none of, BadPreset for a file that is wrong."""
    if wanted not in preset_ids():
        raise KeyError(wanted)
    path = PRESETS / f"{wanted}.json"
    try:
        written = _Written.model_validate(json.loads(path.read_text("utf-8")))
        if written.id != wanted:
            raise BadPreset(f"{path.name}: id: is {written.id!r}; the file's name says {wanted!r}")
        document = parse(written.document)
    except BadDocument as bad:
        raise BadPreset(_message(path, [(f"document.{at}", why) for at, why in bad.errors])) from None
    except ValidationError as bad:
        errors = [(".".join(map(str, error["loc"])), error["msg"]) for error in bad.errors()]
        raise BadPreset(_message(path, errors)) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as bad:
        raise BadPreset(f"{path.name}: cannot be read as JSON ({bad})") from None
    return Preset(
        id=written.id,
        title=written.title,
        summary=written.summary,
        in_words=written.in_words,
        good_for=written.good_for,
        written=written.document,
        document=document,
    )


def _message(path: Path, errors: list[tuple[str, str]]) -> str:
    return "\n".join(f"{path.name}: {at}: {why}" for at, why in errors)


def _plain(language: str) -> str:
    return language.replace("_", "-").lower()
