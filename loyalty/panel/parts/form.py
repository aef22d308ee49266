"""A form for one part of the programme document: fields in groups, and rows of smaller forms inside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise

from loyalty.engine.document import BadDocument
from loyalty.panel.condition_rows import Conditions
from loyalty.panel.parts.about import About
from loyalty.panel.parts.tree import Tree

Text = str | Promise
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together; those of one inner tuple stand side by side. `rows` names rows below them.

    `folded` ones open by themselves when something is said in them; `asks` has the conditions below its fields.
    """

    title: Text
    fields: tuple[str | tuple[str, ...], ...] = ()
    rows: str = ""
    text: Text = ""
    folded: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of a form: what they are made of and called."""

    form: type["PartForm"]
    one: Text
    add: Text
    fixed_first: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the page shows it."""

    field: BoundField
    unit: str
    classes: str = ""
    offer: Any = None  # what can be ticked instead of written; see loyalty.panel.rewards.pick


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Rows as the page shows them; `deed` begins the names of what can be done to them."""

    kind: Kind
    forms: list["PartForm"]
    deed: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    title: Text
    text: Text
    lines: list[list[Shown]]
    rows: ShownRows | None
    folded: bool = False
    open: bool = False
    asks: bool = False
    classes: str = ""


class PartForm(forms.Form):
    """`places` says in which field a place of the document is edited; a place inside it is meant too."""

    use_required_attribute = False
    groups: tuple[Group, ...] = ()
    kinds: ClassVar[Mapping[str, Kind]] = {}
    places: ClassVar[Mapping[str, str]] = {}
    emptied_by: ClassVar[tuple[str, ...]] = ()  # a row in which all of these are empty is left out
    asks: ClassVar[bool] = False  # whether it has conditions, under "when"
    asked: Conditions | None = None

    def __init__(
        self, given: Tree | None = None, *, about: About, initial: Tree | None = None, prefix: str = ""
    ) -> None:
        own = None if given is None else _flat(given, prefix)
        super().__init__(own, initial=initial, prefix=prefix or None)
        self.about = about
        self.typed = dict(initial or {})
        self.rows = {name: self._rows(name, kind, given, initial) for name, kind in self.kinds.items()}
        self.prepare()

    def _rows(self, name: str, kind: Kind, given: Tree | None, initial: Tree | None) -> list["PartForm"]:
        source = (initial if given is None else given) or {}
        rows = source.get(name)
        rows = rows if isinstance(rows, list) else []
        return [
            kind.form(
                None if given is None else one,
                about=self.about,
                initial=one if given is None else None,
                prefix=self.add_prefix(f"{name}-{n}"),
            )
            for n, one in enumerate(rows)
        ]

    def prepare(self) -> None:
        """Choices that depend on the programme."""

    def classes(self, group: Group) -> str:
        """For the style sheet."""
        return ""

    def opens(self, group: Group) -> bool:
        """Whether a folded group has something to show."""
        return True

    def shown_field(self, name: str) -> Shown:
        return Shown(self[name], self.units().get(name, ""))

    def units(self) -> Mapping[str, str]:
        """What stands after a field."""
        return {}

    @classmethod
    def filled(cls, part: Mapping[str, Any], about: About) -> Tree:
        """The form's values for a part of the document."""
        return {name: told(part.get(name)) for name in cls.base_fields}

    def part(self) -> Part:
        """The part of the document that these values make; only after is_valid."""
        raise NotImplementedError

    def part_over(self, before: Mapping[str, Any]) -> Part:
        """The same, with what the form does not show as it was before."""
        return self.part()

    @property
    def emptied(self) -> bool:
        return bool(self.emptied_by) and not any(
            str(self.data.get(self.add_prefix(name), "")).strip() for name in self.emptied_by
        )

    def kept(self, name: str) -> list["PartForm"]:
        return [one for one in self.rows[name] if not one.emptied]

    def is_valid(self) -> bool:
        inner = [one.is_valid() for name in self.rows for one in self.kept(name)]
        return super().is_valid() and all(inner)

    @property
    def wrong(self) -> bool:
        """Whether anything in it or in its rows was refused."""
        inner = (one.wrong for name in self.rows for one in self.kept(name))
        return self.is_bound and (bool(self.errors) or any(inner))

    def refuse_all(self, bad: BadDocument, *, at: str) -> None:
        """Puts what the engine found wrong beside the field it is edited in; `at` is this part's place."""
        for path, message in bad.errors:
            if path == at or path.startswith(f"{at}."):
                self.refuse(path[len(at) + 1 :], message)
            else:
                self.add_error(None, f"{path}: {message}")

    def refuse(self, path: str, message: str) -> None:
        """`path` is inside this part."""
        head, _dot, rest = path.partition(".")
        number, _dot, inner = rest.partition(".")
        if head in self.kinds and number.isdecimal() and int(number) < len(self.kept(head)):
            self.kept(head)[int(number)].refuse(inner, message)
            return
        steps = path.split(".")
        tries = [".".join(steps[:n]) for n in range(len(steps), 0, -1)]
        field = next(
            (self.places.get(one, one) for one in tries if self.places.get(one, one) in self.fields), None
        )
        self.add_error(field, message)

    @property
    def hidden(self) -> list[BoundField]:
        return self.hidden_fields()

    @property
    def shown(self) -> Iterator[ShownGroup]:
        for group in self.groups:
            lines = [(one,) if isinstance(one, str) else one for one in group.fields]
            rows = None
            if group.rows:
                deed = self.add_prefix(group.rows)
                rows = ShownRows(self.kinds[group.rows], self.rows[group.rows], deed)
            yield ShownGroup(
                group.title,
                group.text,
                [[self.shown_field(name) for name in line if name in self.fields] for line in lines],
                rows,
                folded=group.folded,
                open=not group.folded or self.opens(group),
                asks=group.asks,
                classes=self.classes(group),
            )


def _flat(given: Tree, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}-{name}" if prefix else name: value
        for name, value in given.items()
        if isinstance(value, str)
    }


def told(value: Any) -> str:
    """For a box of the form: nothing as nothing, numbers without needless zeros."""
    if value is None:
        return ""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdecimal() else text


def filled_in(values: Mapping[str, Any]) -> Part:
    """Without what was left empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
