"""`manage.py replay`: what a programme would have done with a shop's history."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loyalty.common.money import NotMoney, exponent
from loyalty.insight.play import Progress, play, quiet
from loyalty.insight.programme_file import NoProgramme, programme

COLUMNS = ("available", "pending", "reserved", "debt", "earned", "reversed", "spent", "expired")
SHOWN = 40
WIDTH = 40


class Command(BaseCommand):
    help = "Plays a programme over a history file, without a database: members, totals, cost, liability."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of a preset, or a file with a document")
        parser.add_argument("--history", required=True, help="file of JSON lines, see docs/replay.md")
        parser.add_argument(
            "--as-of", help="ISO time at which to stop and look; default: the last line's time"
        )
        parser.add_argument("--timezone", default="UTC", help="the shop's time zone (default UTC)")
        parser.add_argument("--currency", help="the shop's currency (default: what the history says)")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        path = Path(options["history"])
        try:
            answer = play(
                programme(options["programme"]),
                path,
                timezone=_zone(options["timezone"]),
                currency=_currency(options["currency"]),
                as_of=_moment(options["as_of"]),
                progress=_bar() if sys.stderr.isatty() else quiet,
            )
        except NoProgramme as bad:
            raise CommandError(f"--programme {bad}") from None
        except OSError as bad:
            raise CommandError(f"--history {path}: cannot be read ({bad.strerror or bad})") from None
        self.stdout.write(json.dumps(answer) if options["json"] else _table(answer))


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(f"--timezone {name!r} is no time zone, such as Europe/Berlin") from None


def _currency(code: str | None) -> str | None:
    try:
        if code is not None:
            exponent(code)
    except NotMoney as bad:
        raise CommandError(f"--currency {bad}") from None
    return code


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of {text!r} is no time, such as 2026-03-01T10:00:00Z") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _bar() -> Progress:
    """A bar on the terminal that is drawn anew only when it changes."""
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


def _table(answer: dict[str, Any]) -> str:
    width = max((len(one["member"]) for one in answer["members"][:SHOWN]), default=6)
    lines = [f"{answer['programme']['name']}, as of {answer['as_of']}", ""]
    lines.append(f"{'member':<{width}}" + "".join(f"{name:>11}" for name in COLUMNS))
    lines += [
        f"{one['member']:<{width}}" + "".join(f"{one[name]:>11,}" for name in COLUMNS)
        for one in answer["members"][:SHOWN]
    ]
    more = len(answer["members"]) - SHOWN
    if more > 0:
        lines.append(f"… and {more:,} more; --json prints all")
    lines.append("")
    lines += [f"{name:<18}{'-' if value is None else value:>16}" for name, value in answer["totals"].items()]
    refused = answer["refused"]
    if refused:
        lines += ["", f"{len(refused):,} lines were refused:"]
        lines += [f"  line {one['line']}: {one['reason']}" for one in refused[:SHOWN]]
    return "\n".join(lines)
