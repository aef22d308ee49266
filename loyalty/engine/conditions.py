"""Conditions of the programme document: a typed tree over what an order, its goods and its member are.

    {"all": [{"field": "order.source", "in": ["web", "pos"]}, {"not": {"field": "member.tier", "is": "gold"}}]}

A field of the lines is true of an order when it is true of any one of them.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from loyalty.engine.parts import Part, exact_amount

Kind = Literal["text", "number", "money", "flag"]

# What can be asked, and what kind of answer it has.
FIELDS: Mapping[str, Kind] = {
    "order.source": "text",
    "order.gateway": "text",
    "order.tag": "text",
    "order.discount_code": "text",
    "order.total": "money",
    "order.items": "number",
    "order.subscription": "flag",
    "order.weekday": "text",
    "order.hour": "number",
    "order.month": "number",
    "line.product": "text",
    "line.variant": "text",
    "line.sku": "text",
    "line.title": "text",
    "line.vendor": "text",
    "line.type": "text",
    "line.tag": "text",
    "line.collection": "text",
    "line.on_sale": "flag",
    "line.subscription": "flag",
    "line.cycle": "number",
    "member.tier": "text",
    "member.plan": "text",
    "member.badge": "text",
    "member.orders_before": "number",
    "member.days_since_joined": "number",
    "member.birthday_month": "number",
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What only the goods' own records tell, not the order.
GOODS_FIELDS = frozenset({"line.type", "line.tag", "line.collection", "line.on_sale"})
COMPARING = ("at_least", "at_most", "above", "below")
DEPTH = 8

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Amount = Annotated[Decimal, BeforeValidator(exact_amount), Field(decimal_places=4)]


class Ask(Part):
    """One question: a field, and exactly one of the comparisons."""

    field: str = Field(description="what is asked about, e.g. order.source")
    is_: Text | bool | int | None = Field(default=None, alias="is", description="the one answer")
    in_: tuple[Text, ...] | None = Field(
        default=None, alias="in", min_length=1, max_length=1000, description="any of these answers"
    )
    at_least: Amount | None = None
    at_most: Amount | None = None
    above: Amount | None = None
    below: Amount | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.field not in FIELDS:
            raise ValueError(f"there is no field {self.field!r}; take one of {', '.join(FIELDS)}")
        given = self.given
        if len(given) != 1:
            raise ValueError(f"say exactly one comparison for {self.field}; {len(given)} are given")
        wrong = _misfit(FIELDS[self.field], *next(iter(given.items())))
        if wrong:
            raise ValueError(f"{self.field} {wrong}")
        return self

    @property
    def given(self) -> dict[str, Any]:
        """The comparisons that are there, by their name in the document."""
        named = {"is": self.is_, "in": self.in_} | {name: getattr(self, name) for name in COMPARING}
        return {name: value for name, value in named.items() if value is not None}


class AllOf(Part):
    """Every one of these is true."""

    all: tuple["Condition", ...] = Field(min_length=1, max_length=100)


class AnyOf(Part):
    """At least one of these is true."""

    any: tuple["Condition", ...] = Field(min_length=1, max_length=100)


class Not(Part):
    """This is not true."""

    not_: "Condition" = Field(alias="not")


def _shape(given: object) -> str:
    """Which kind it is: told by the key that only this one has."""
    keys = given if isinstance(given, Mapping) else getattr(type(given), "model_fields", ())
    return next(
        (f"={key}" for key in ("all", "any") if key in keys), "=not" if _NOT & set(keys) else "=field"
    )


_NOT = {"not", "not_"}
Condition = Annotated[
    Annotated[AllOf, Tag("=all")]
    | Annotated[AnyOf, Tag("=any")]
    | Annotated[Not, Tag("=not")]
    | Annotated[Ask, Tag("=field")],
    Discriminator(_shape),
]
CONDITION_PARTS: tuple[type[Part], ...] = (AllOf, AnyOf, Not, Ask)

for part in CONDITION_PARTS:
    part.model_rebuild()


def asks_of(condition: "AllOf | AnyOf | Not | Ask | None") -> Iterator[Ask]:
    """Every question in the tree."""
    if isinstance(condition, Ask):
        yield condition
    elif isinstance(condition, Not):
        yield from asks_of(condition.not_)
    elif condition is not None:
        for one in condition.all if isinstance(condition, AllOf) else condition.any:
            yield from asks_of(one)


def depth(condition: "AllOf | AnyOf | Not | Ask | None") -> int:
    """How deeply the tree is nested."""
    if condition is None or isinstance(condition, Ask):
        return 0
    if isinstance(condition, Not):
        return 1 + depth(condition.not_)
    return 1 + max(depth(one) for one in (condition.all if isinstance(condition, AllOf) else condition.any))


def _misfit(kind: Kind, comparison: str, value: object) -> str:
    if kind == "flag":
        return "" if comparison == "is" and isinstance(value, bool) else "is asked with is: true or is: false"
    if kind == "text":
        fits = comparison == "in" or (comparison == "is" and isinstance(value, str))
        return "" if fits else 'is a text: ask with is: "…" or in: ["…"]'
    fits = comparison in COMPARING or (comparison == "is" and type(value) is int)
    return "" if fits else "is a number: ask with is, at_least, at_most, above or below"
