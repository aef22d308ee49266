"""What the commands that play a history ask for, and the bar that shows how far they are."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import CommandError

from loyalty.common.money import NotMoney, exponent
from loyalty.insight.play import Progress, quiet

WIDTH = 40


def add_history_options(parser: ArgumentParser) -> None:
    parser.add_argument("--history", required=True, help="file of JSON lines, see docs/replay.md")
    parser.add_argument("--as-of", help="ISO time at which to stop and look; default: the last line's time")
    parser.add_argument("--timezone", default="UTC", help="the shop's time zone (default UTC)")
    parser.add_argument("--currency", help="the shop's currency (default: what the history says)")


def zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(f"--timezone {name!r} is no time zone, such as Europe/Berlin") from None


def currency(code: str | None) -> str | None:
    try:
        if code is not None:
            exponent(code)
    except NotMoney as bad:
        raise CommandError(f"--currency {bad}") from None
    return code


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of {text!r} is no time, such as 2026-03-01T10:00:00Z") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def progress() -> Progress:
    """A bar on a terminal, drawn anew only when it changes; nothing elsewhere."""
    if not sys.stderr.isatty():
        return quiet
    drawn = ("", -1)

    def draw(what: str, done: int, of: int) -> None:
        nonlocal drawn
        full = done * WIDTH // of if of else WIDTH
        if (what, full) != drawn:
            drawn = (what, full)
            end = "\n" if full == WIDTH else ""
            sys.stderr.write(f"\r{what:<8} [{'#' * full}{'.' * (WIDTH - full)}]{end}")
            sys.stderr.flush()

    return draw
