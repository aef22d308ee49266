"""`manage.py programme`: presets, the schema of programme documents, and two programmes side by side."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loyalty.engine.document import dump, json_schema
from loyalty.insight.difference import difference
from loyalty.insight.options import add_history_options, currency, moment, progress, zone
from loyalty.insight.play import play
from loyalty.insight.programme_file import NoProgramme, programme
from loyalty.programmes.preset import BadPreset, Preset, preset, preset_ids, presets

SHOWN = 40


class Command(BaseCommand):
    help = "Lists and shows presets, prints the schema, checks a document, compares two over a history."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="presets|show|schema|check|diff")
        _deed(deeds, "presets", "list the presets")
        _deed(deeds, "schema", "print the JSON Schema of programme documents")
        show = _deed(deeds, "show", "print a preset")
        show.add_argument("preset", help="id of a preset")
        check = _deed(deeds, "check", "say whether a document can be run, and where not")
        check.add_argument("programme", help="file with a document, or id of a preset")
        diff = _deed(deeds, "diff", "play two programmes over a history and say what differs")
        diff.add_argument("first", help="file with a document, or id of a preset")
        diff.add_argument("second", help="the same, to compare it with")
        add_history_options(diff)

    def handle(self, **options: Any) -> None:
        deed = {"presets": _presets, "show": _show, "schema": _schema, "check": _check, "diff": _diff}
        try:
            told, text = deed[options["deed"]](options)
        except (NoProgramme, BadPreset) as bad:
            raise CommandError(str(bad)) from None
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else text)


Told = tuple[dict[str, Any], str]  # for --json, and to read


def _deed(deeds: Any, name: str, words: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = deeds.add_parser(name, help=words, description=words)
    made.add_argument("--json", action="store_true", help="print one JSON document")
    return made


def _presets(_options: dict[str, Any]) -> Told:
    found = list(presets())
    width = max((len(one.id) for one in found), default=0)
    return {"presets": [_card(one) for one in found]}, "\n".join(
        f"{one.id:<{width}}  {one.title.en}: {one.summary.en}" for one in found
    )


def _card(one: Preset) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title.en,
        "summary": one.summary.en,
        "in_words": [text.en for text in one.in_words],
        "good_for": one.good_for.en,
    }


def _show(options: dict[str, Any]) -> Told:
    wanted = options["preset"]
    try:
        found = preset(wanted)
    except KeyError:
        raise CommandError(f"there is no preset {wanted!r}; there are: {', '.join(preset_ids())}") from None
    document = dump(found.document)
    lines = [found.title.en, found.summary.en, ""]
    lines += [f"- {text.en}" for text in found.in_words]
    lines += ["", f"Good for: {found.good_for.en}", "", json.dumps(document, indent=2, ensure_ascii=False)]
    return _card(found) | {"document": document}, "\n".join(lines)


def _schema(_options: dict[str, Any]) -> Told:
    told = json_schema()
    return told, json.dumps(told, indent=2)


def _check(options: dict[str, Any]) -> Told:
    """A wrong document ends the command with 1; with --json its errors stand on stdout all the same."""
    named = options["programme"]
    try:
        document = programme(named)
    except NoProgramme as bad:
        if not options["json"] or not bad.errors:
            raise
        errors = [{"path": path, "message": message} for path, message in bad.errors]
        print(json.dumps({"valid": False, "errors": errors}, ensure_ascii=False))  # noqa: T201 - stdout is meant
        raise CommandError(f"{named}: is no programme; wrong places: {len(errors)}") from None
    return (
        {"valid": True, "errors": [], "name": document.name, "schema": document.schema_},
        f"{named}: is a programme, “{document.name}”, schema {document.schema_}",
    )


def _diff(options: dict[str, Any]) -> Told:
    path = Path(options["history"])
    how: dict[str, Any] = {
        "timezone": zone(options["timezone"]),
        "currency": currency(options["currency"]),
        "as_of": moment(options["as_of"]),
        "progress": progress(),
    }
    try:
        told = difference(*(play(programme(options[one]), path, **how) for one in ("first", "second")))
    except OSError as bad:
        raise CommandError(f"--history {path}: cannot be read ({bad.strerror or bad})") from None
    return told, _side_by_side(told)


def _side_by_side(told: dict[str, Any]) -> str:
    lines = [f"{told['first']['name']} → {told['second']['name']}, as of {told['as_of']}", ""]
    lines += [f"{name:<18}{_pair(pair)}" for name, pair in told["totals"].items()]
    lines += ["", f"{len(told['members']):,} of {told['compared']:,} members have other figures:"]
    for one in told["members"][:SHOWN]:
        figures = ", ".join(f"{name}{_pair(pair)}" for name, pair in one.items() if name != "member")
        lines.append(f"  {one['member']}: {figures}")
    lines += ["", f"{len(told['tiers']):,} have another tier:"]
    lines += [
        f"  {one['member']}: {one['first'] or '-'} → {one['second'] or '-'}" for one in told["tiers"][:SHOWN]
    ]
    return "\n".join(lines)


def _pair(pair: dict[str, Any]) -> str:
    was, becomes = ("-" if pair[side] is None else pair[side] for side in ("first", "second"))
    more = f" ({pair['difference']:+,})" if pair.get("difference") else ""
    return f" {was} → {becomes}{more}"
