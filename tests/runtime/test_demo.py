"""`manage.py demo --once --json`: the main job from install to points, in one breath."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.docs.pages import ROOT


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LOYALTY_", "DATABASE_", "REDIS_"))}
    done = subprocess.run(
        (sys.executable, "manage.py", "demo", "--once", "--json"),
        cwd=ROOT,
        env=env | {"DJANGO_SETTINGS_MODULE": "loyalty.settings"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def named(story: dict[str, Any], name: str) -> dict[str, Any]:
    return next(member for member in story["members"] if member["name"] == name)


def test_every_webhook_sent_is_accepted_and_none_is_parked(story: dict[str, Any]) -> None:
    hooks = story["webhooks"]
    assert hooks["sent"] == hooks["accepted"] == hooks["worked"] + hooks["ignored"] > 40
    assert hooks["parked"] == hooks["waiting"] == 0


def test_the_points_are_those_the_rules_give(story: dict[str, Any]) -> None:
    # 5 per $1: 63.00 + (67.00 - 16.50) + welcome, all out of their hold; 36.00 bought today still held.
    ada = named(story, "Ada Marsh")
    assert (ada["available"], ada["pending"]) == (315 + 252 + 100, 180)
    # Ben's cancelled order and his test order gave nothing, and he did not join.
    ben = named(story, "Ben Okafor")
    assert (ben["available"], ben["pending"], ben["joined"]) == (82, 0, False)
    # Chloe sent the first order back whole and got $4 of the second.
    assert named(story, "Chloe Lindqvist")["available"] == 100
    assert named(story, "a guest")["pending"] == 217


def test_every_line_of_every_history_says_why(story: dict[str, Any]) -> None:
    lines = [line for member in story["members"] for line in member["history"]]
    assert len(lines) > 12
    assert [line for line in lines if not line["why"]] == []


def test_the_books_are_sound_and_the_doors_open(story: dict[str, Any]) -> None:
    assert story["books_are_sound"] is True
    assert [page for page in story["urls"] if page["status"] >= 500] == []


def test_nothing_is_left_behind(story: dict[str, Any]) -> None:
    assert story["shop"]["domain"]
    assert list((ROOT / "var").glob("demo-*")) == []
