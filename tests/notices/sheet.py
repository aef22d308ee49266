"""Every letter as a picture: `python -m tests.notices.sheet [FOLDER]` draws them by Chromium, 600 pixels wide.

In English and simplified Chinese, one file each and a sheet of all; needs a font that has Chinese.
"""

import os
import shutil
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

WIDTH, COLUMNS, GAP = 600, 4, 16
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main(folder: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415 - reads the environment made above

    django.setup()
    from loyalty.runtime import prepare  # noqa: PLC0415 - needs Django

    prepare.words()
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("en", "zh-hans"):
        drawn = _drawn(language, folder)
        sys.stdout.write(f"{language}: {len(drawn)} letters, {_sheet(drawn, folder / f'{language}.png')}\n")
    return 0


def _drawn(language: str, folder: Path) -> list[Path]:
    """A picture of each."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not for whoever only asks for help

    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 400})
        for kind, html in _letters(language):
            page.set_content(html)
            path = folder / f"{language}-{kind}.png"
            page.screenshot(path=path, full_page=True)
            made.append(path)
        browser.close()
    return made


def _letters(language: str) -> list[tuple[str, str]]:
    """Kind and HTML of each, with made-up values."""
    from django.utils import timezone, translation  # noqa: PLC0415 - needs Django

    from loyalty.engine.document import parse  # noqa: PLC0415
    from loyalty.notices.compose import Frame, message, part  # noqa: PLC0415
    from loyalty.notices.kinds import KINDS  # noqa: PLC0415
    from loyalty.notices.sample import made_up  # noqa: PLC0415
    from loyalty.notices.wording import default  # noqa: PLC0415
    from loyalty.shops.models import Shop  # noqa: PLC0415

    shop = Shop(name="Leaf & Stone", currency="USD", timezone="America/New_York")
    document = parse({"schema": 1, "name": "Leaf Club", "earning": []})
    frame = Frame(shop.name, "https://tea.example/#rewards", "https://app.example/leave", "", language)
    with translation.override(language), timezone.override(UTC):
        values = {
            kind.id: made_up(shop, document, kind=kind.id, now=datetime(2026, 3, 18, 12, tzinfo=UTC))
            for kind in KINDS
        }
    return [
        (kind.id, message([part(default(kind.id, language), values[kind.id])], frame).html) for kind in KINDS
    ]


def _sheet(pictures: list[Path], path: Path) -> Path:
    """All of them side by side."""
    from PIL import Image  # noqa: PLC0415 - the same

    shown = [Image.open(BytesIO(one.read_bytes())).convert("RGB") for one in pictures]
    rows = [shown[first : first + COLUMNS] for first in range(0, len(shown), COLUMNS)]
    heights = [max(one.height for one in row) + GAP for row in rows]
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + GAP), sum(heights)), "#888")
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for column, one in enumerate(row):
            sheet.paste(one, (column * (WIDTH + GAP), top))
        top += height
    sheet.save(path)
    return path


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/letters")))
