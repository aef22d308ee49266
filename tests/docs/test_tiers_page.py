"""The tables of docs/tiers.md say what the ladder does."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from loyalty.common.money import minor
from loyalty.engine.ladder import standing
from loyalty.engine.tier_standing import Qualifying
from loyalty.engine.tiers import Tiers
from tests.docs.pages import page

PAGE = page("docs/tiers.md")


def rows(heading: str) -> list[list[str]]:
    lines = PAGE[PAGE.index(heading) :].splitlines()[2:]
    table = lines[: next(n for n, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def example() -> Tiers:
    begin = PAGE.index('"tiers": ') + len('"tiers": ')
    return Tiers.model_validate(json.JSONDecoder().raw_decode(PAGE[begin:])[0])


def end_of(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1, microseconds=-1)


def spent(day: str, amount: str) -> Qualifying:
    return Qualifying(
        at=end_of(day) - timedelta(hours=9), source=day, spend_minor=minor(amount, "USD"), orders=1
    )


def test_the_worked_year_is_right() -> None:
    told = rows("| day | what |")
    facts = [spent(row[0], row[1].rpartition(" ")[2]) for row in told if row[1]]
    assert len(told) == 8
    for day, _, amount, level, _ in told:
        found = standing(example(), facts, end_of(day), "UTC", "USD")
        assert (found.level, Decimal(found.qualifying["spend"]).scaleb(-2)) == (level, Decimal(amount)), day


def by_year(keep: str, drop: str, grace: str) -> Tiers:
    levels = example().model_dump(include={"by", "levels"})
    rest = {"drop": drop, "grace_days": int(grace), "keep_until": keep or None}
    return Tiers.model_validate(levels | rest | {"window": {"calendar_year": True}})


def test_the_years_are_right() -> None:
    heading = "| `keep_until` | `drop` | `grace_days` |"
    days = [cell.strip() for cell in PAGE[PAGE.index(heading) :].split("|")[4:9]]
    told, gold = rows(heading), [spent("2026-03-10", "300.00")]
    assert len(told) == 5
    for keep, drop, grace, *levels in told:
        tiers = by_year(keep, drop, grace)
        assert [standing(tiers, gold, end_of(day), "UTC", "USD").level for day in days] == levels
