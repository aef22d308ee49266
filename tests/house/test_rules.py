"""The rules find what they are for: each is shown one breach and one innocent."""

import pytest

from tests.house.rules import breaches

GUILTY = {
    "a float in the engine": ("loyalty/engine/rate.py", "x = 0.5\n"),
    "a float call in the ledger": ("loyalty/ledger/book.py", "x = float('1')\n"),
    "mark_safe": ("loyalty/panel/home.py", "from django.utils.safestring import mark_safe\n"),
    "a full init": ("loyalty/panel/__init__.py", "x = 1\n"),
    "a long file": ("loyalty/panel/home.py", "x = 1\n" * 301),
    "a long function": ("loyalty/panel/home.py", "def f():\n" + "    x = 1\n" * 40),
    "a name that says nothing": ("loyalty/panel/utils.py", "x = 1\n"),
    "a query over every shop": ("loyalty/panel/home.py", "Member.objects.all()\n"),
    "a signal": ("loyalty/desk/work.py", "from django.dispatch import receiver\n"),
    "a question right after a click": ("tests/x.py", "import playwright\npage.click('a')\npage.goto('/')\n"),
    "a click at the end": ("tests/x.py", "import playwright\ndef f(page):\n    page.click('a')\n"),
}
INNOCENT = {
    "a float elsewhere": ("loyalty/runtime/health.py", "x = 0.5\n"),
    "an empty init": ("loyalty/panel/__init__.py", ""),
    "a click whose end is awaited": (
        "tests/x.py",
        "import playwright\npage.click('a')\nexpect(page).to_have_url('/')\npage.goto('/')\n",
    ),
    "a scoped query": ("loyalty/panel/home.py", "shop.members.all()\n"),
    "a query that says why": ("loyalty/inbox/sweep.py", "Shop.objects.all()  # every shop: the sweep\n"),
}


@pytest.mark.parametrize("name", GUILTY)
def test_a_breach_is_found(name: str) -> None:
    assert len(list(breaches(*GUILTY[name]))) == 1


@pytest.mark.parametrize("name", INNOCENT)
def test_an_innocent_file_passes(name: str) -> None:
    assert list(breaches(*INNOCENT[name])) == []
