"""What a shop's page has to carry on our account."""

import gzip
import re

from storefront_widget import source_files
from tests.widget.site import EXTENSION

ASSETS = EXTENSION / "assets"
KIB = 1024


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def test_the_loader_stays_below_shopifys_bound() -> None:
    loader = (ASSETS / "rewards-loader.js").read_bytes()
    assert len(loader) < 5_000
    assert zipped(loader) <= 2 * KIB


def test_all_that_opening_the_panel_takes_stays_small() -> None:
    files = [path.read_bytes() for path in sorted(ASSETS.iterdir())] + [source_files.panel()]
    assert sum(map(zipped, files)) <= 10 * KIB


def test_what_only_a_look_at_rewards_brings_in_stays_small_too() -> None:
    assert zipped(source_files.redeem()) <= 4 * KIB


def test_the_loader_asks_for_the_panel_as_it_is_now() -> None:
    loader = (ASSETS / "rewards-loader.js").read_text()
    found = re.search(r'const PANEL = "(\w+)"', loader)
    assert found is not None
    now = source_files.version(source_files.panel())
    assert found[1] == now, f"write {now} into rewards-loader.js: the panel is another one now"
