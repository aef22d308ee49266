"""Every template compiles, its cotton components included."""

import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent.parent


def folders() -> Iterator[Path]:
    yield ROOT / "templates"
    for app in settings.INSTALLED_APPS:
        if app.startswith(("loyalty", "storefront_widget")):
            yield ROOT / app.replace(".", "/") / "templates"


def main() -> int:
    django.setup()
    bad = 0
    for folder in folders():
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".html", ".txt", ".liquid", ".xml")):
            name = path.relative_to(folder).as_posix()
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                bad += 1
                sys.stdout.write(f"{name}: {error}\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
