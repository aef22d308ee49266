"""The catalogues: whole, faithful to what they translate, and not behind the sources."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

from storefront_widget import source_files
from storefront_widget.labels import LABELS

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALE = Path(settings.LOCALE_PATHS[0])
LANGUAGES = ["zh_Hans", "zh_Hant"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
SOURCES = ["loyalty", "storefront_widget", "templates"]


def catalogue(language: str, folder: Path = LOCALE) -> Catalog:
    return read_po((folder / language / "LC_MESSAGES" / "django.po").read_text("utf-8").splitlines())


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(text: object) -> list[str]:
    """The one form of a plain message, every form of one that counts."""
    return [str(form) for form in text] if isinstance(text, tuple | list) else [str(text or "")]


def key(message: Message) -> tuple[str | None, str]:
    return message.context, forms(message.id)[0]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_every_language_but_english_has_a_catalogue() -> None:
    offered = {code for code, _name in settings.LANGUAGES}
    assert offered == {"en"} | {language.lower().replace("_", "-") for language in LANGUAGES}
    assert {path.parent.parent.name for path in LOCALE.rglob("*.po")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_or_guessed(language: str) -> None:
    found = messages(catalogue(language))
    assert found
    assert [message.id for message in found if not all(forms(message.string))] == []
    assert [message.id for message in found if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_has_one_form_for_any_number(language: str) -> None:
    read = catalogue(language)
    assert read.num_plurals == 1
    assert [message.id for message in messages(read) if len(forms(message.string)) != 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_kept(language: str) -> None:
    wrong = [
        (message.id, message.string)
        for message in messages(catalogue(language))
        for form in forms(message.string)
        if placeholders(form) != placeholders(forms(message.id)[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_compiles_as_the_makefile_compiles_it(language: str, tmp_path: Path) -> None:
    po = LOCALE / language / "LC_MESSAGES" / "django.po"
    mo = tmp_path / "django.mo"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "compile"]
    told = subprocess.run(
        [*command, "--input-file", str(po), "--output-file", str(mo), "--locale", language],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert mo.exists()


def test_the_extracted_labels_are_the_widgets_texts() -> None:
    assert sorted(LABELS) == sorted(source_files.texts().values())


@pytest.fixture(scope="module")
def extracted(needs_gettext: str, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, str]]:
    """What the sources mark for translation, read from a copy: extraction writes beside what it reads."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("locale", "__pycache__"))
    (copy / "locale").mkdir()
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-wrap"]
    subprocess.run(command, cwd=copy, env=env, check=True, capture_output=True)
    # Fresh from extraction every message is empty, in two forms where there is a plural: only the ids count.
    return {key(message) for message in messages(catalogue("zh_Hans", copy / "locale"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_sources_say_is_in_the_catalogue(
    language: str, extracted: set[tuple[str | None, str]]
) -> None:
    assert (None, "Your {many}") in extracted
    assert (None, "Getting started") in extracted
    assert extracted - {key(message) for message in messages(catalogue(language))} == set()
