"""`manage.py replay`: what a programme would have done with a shop's history."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loyalty.insight.options import add_history_options, currency, moment, progress, zone
from loyalty.insight.play import play
from loyalty.insight.programme_file import NoProgramme, programme

COLUMNS = ("available", "pending", "reserved", "debt", "earned", "reversed", "spent", "expired")
SHOWN = 40
WAYS = min(2, os.cpu_count() or 1)


class Command(BaseCommand):
    help = "Plays a programme over a history file, without a database: members, totals, cost, liability."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of a preset, or a file with a document")
        add_history_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        path = Path(options["history"])
        try:
            answer = play(
                programme(options["programme"]),
                path,
                timezone=zone(options["timezone"]),
                currency=currency(options["currency"]),
                as_of=moment(options["as_of"]),
                progress=progress(),
                ways=WAYS,
            )
        except NoProgramme as bad:
            raise CommandError(f"--programme {bad}") from None
        except OSError as bad:
            raise CommandError(f"--history {path}: cannot be read ({bad.strerror or bad})") from None
        self.stdout.write(json.dumps(answer) if options["json"] else _table(answer))


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
