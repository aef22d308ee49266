"""What the README tells people to type exists, and its links and pictures lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, page

PAGES = [
    "README.md",
    "CHANGELOG.md",
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").rglob("*.md"))),
]


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z]+)", page("README.md")))
    assert named
    assert named <= targets


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page(name))
    local = [link for link in links if "://" not in link]
    broken = [link for link in local if not (ROOT / Path(name).parent / link).exists()]
    assert broken == []
