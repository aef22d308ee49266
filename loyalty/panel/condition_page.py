"""What a page shows of conditions: each row with its comparisons and answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.engine.conditions import FIELDS
from loyalty.panel.condition_choices import CLOSED, Choice, Choices
from loyalty.panel.condition_form import LONGEST
from loyalty.panel.condition_rows import HOWS, Conditions, Group, Row, built
from loyalty.panel.condition_words import FIELDS as NAMES
from loyalty.panel.condition_words import condition_in_words

JOIN_WORDS = (
    ("all", gettext_lazy("all of these are true")),
    ("any", gettext_lazy("any of these is true")),
    ("none", gettext_lazy("none of these is true")),
    ("not_all", gettext_lazy("not all of these are true")),
)
HOW_WORDS = {
    "is": gettext_lazy("is one of"),
    "is_not": gettext_lazy("is none of"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
    "above": gettext_lazy("is more than"),
    "below": gettext_lazy("is less than"),
}
SECTIONS = (
    ("order", gettext_lazy("The order")),
    ("line", gettext_lazy("The goods")),
    ("member", gettext_lazy("The member")),
)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A question ready for the page."""

    row: Row
    at: str  # prefix of its inputs' names
    title: str
    kind: str
    hows: list[Choice]
    ticks: list[tuple[str, str, bool]]  # value, label, ticked
    free: bool  # whether other answers can be written
    more: str  # what is written, one on each line
    tall: int  # lines of the box for it
    single: str  # the one answer of a number
    words: str  # of what is only carried along


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group ready for the page."""

    group: Group
    at: str
    rows: list[ShownRow]


@dataclass(frozen=True, slots=True)
class ShownConditions:
    """A condition ready for the page; `fields` are those that can be asked, by section."""

    name: str
    title: str
    help: str
    join: str
    items: list[ShownRow | ShownGroup]
    errors: list[str]
    joins: tuple[Choice, ...]
    fields: list[tuple[str, list[Choice]]]
    in_words: str
    dropped: bool


def page_of(
    conditions: Conditions,
    known: Choices,
    *,
    title: str,
    text: str,
    dropped: bool = False,
    sections: Collection[str] = ("order", "line", "member"),
) -> ShownConditions:
    """`dropped` says that a row was just taken away: there the keyboard goes on; of `sections` can be asked."""
    items: list[ShownRow | ShownGroup] = []
    for one in conditions.items:
        if isinstance(one, Group):
            at = f"{conditions.name}-{one.key}"
            items.append(ShownGroup(one, at, [_row(conditions.name, row, known) for row in one.rows]))
        else:
            items.append(_row(conditions.name, one, known))
    tree, _trails = built(conditions)
    return ShownConditions(
        name=conditions.name,
        title=title,
        help=text,
        join=conditions.join,
        items=items,
        errors=conditions.errors,
        joins=tuple((name, str(words)) for name, words in JOIN_WORDS),
        fields=fields_of(conditions.name, sections),
        in_words=condition_in_words(tree) if tree else "",
        dropped=dropped,
    )


def fields_of(name: str, sections: Collection[str]) -> list[tuple[str, list[Choice]]]:
    """What can be asked: only the goods of a line, everything otherwise."""
    found = []
    for section, title in SECTIONS:
        if section in sections and (name != "lines" or section == "line"):
            names = [(field, _title(field)) for field in FIELDS if field.startswith(f"{section}.")]
            found.append((str(title), names))
    return found


def _title(field: str) -> str:
    name = str(NAMES.get(field, field))
    return name[:1].upper() + name[1:]


def _row(name: str, row: Row, known: Choices) -> ShownRow:
    kind = "kept" if row.kept else FIELDS[row.field]
    offered = known.get(row.field, [])
    values = {value for value, _label in offered}
    missing = [one for one in row.values if one not in values]
    closed = row.field in CLOSED
    if closed and kind == "text":
        offered = [*offered, *((one, one) for one in missing)]
    return ShownRow(
        row=row,
        at=f"{name}-{row.key}",
        title=_title(row.field),
        kind="month" if closed and kind == "number" else kind,
        hows=[(how, _how(how, kind)) for how in HOWS.get(kind, ())],
        ticks=[(value, label, value in row.values) for value, label in offered],
        free=kind == "text" and not closed,
        more="\n".join(one[: 2 * LONGEST] for one in missing),
        tall=min(max(len(missing), 1 if offered else 2), 8),
        single=row.values[0] if row.values else "",
        words=_kept_words(row),
    )


def _how(how: str, kind: str) -> str:
    return _("is exactly") if how == "is" and kind != "text" else str(HOW_WORDS[how])


def _kept_words(row: Row) -> str:
    if not row.kept:
        return ""
    tree: Mapping[str, Any] = built(Conditions("when", items=[row]))[0] or {}
    return condition_in_words(tree)
