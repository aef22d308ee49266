"""The part of the programme document that says which tiers there are, and what reaches and keeps them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from loyalty.engine.parts import Days, Factor, Fault, Part, RuleId, Words, exact_amount, refuse

Measure = Literal["spend", "points", "orders", "activity"]


def _kind(given: object) -> str:
    return "=several" if isinstance(given, Mapping | Part) else "=one"


Threshold = Annotated[Decimal, BeforeValidator(exact_amount), Field(decimal_places=3)]


class Amounts(Part):
    """A threshold for each measure of a hybrid."""

    spend: Threshold | None = None
    points: Threshold | None = None
    orders: Threshold | None = None
    activity: Threshold | None = None


class Mix(Part):
    """A hybrid: all of the measures must be there, or any one of them is enough."""

    all: tuple[Measure, ...] | None = Field(default=None, min_length=2)
    any: tuple[Measure, ...] | None = Field(default=None, min_length=2)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.all is None) == (self.any is None):
            raise ValueError('name the measures under "all" or under "any", and not under both')
        if len(set(self.measures)) < len(self.measures):
            raise ValueError("a measure is named twice; name each once")
        return self

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.all or self.any or ()


By = Annotated[Annotated[Measure, Tag("=one")] | Annotated[Mix, Tag("=several")], Discriminator(_kind)]
At = Annotated[
    Annotated[Threshold, Tag("=one")] | Annotated[Amounts, Tag("=several")],
    Discriminator(_kind),
]


class YearStart(Part):
    """The day a programme year begins; one that every year has."""

    month: int = Field(strict=True, ge=1, le=12)
    day: int = Field(strict=True, ge=1, le=31)

    @model_validator(mode="after")
    def _in_every_year(self) -> Self:
        try:
            date(2001, self.month, self.day)
        except ValueError:
            raise ValueError("not every year has this day; take the first of the next month") from None
        return self


class Window(Part):
    """The time whose amounts count; exactly one of these."""

    lifetime: Literal[True] | None = None
    calendar_year: Literal[True] | None = None
    rolling_months: int | None = Field(default=None, strict=True, ge=1, le=120)
    programme_year: YearStart | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("say one of lifetime, calendar_year, rolling_months and programme_year")
        return self

    @property
    def year_start(self) -> tuple[int, int] | None:
        """Month and day on which the window begins anew; None where it does not."""
        if self.programme_year:
            return self.programme_year.month, self.programme_year.day
        return (1, 1) if self.calendar_year else None


class Perk(Part):
    """Something a level brings along."""

    id: RuleId
    title: Words | None = None
    quota: int | None = Field(
        default=None, strict=True, ge=1, le=1000, description="uses per window; none: as often as one likes"
    )
    tag: Words | None = Field(default=None, description="tag of the customer in the shop that gives access")


class Level(Part):
    """One step of the ladder: reached from `at` on, kept with `retain` (default: the same)."""

    id: RuleId
    title: Words | None = None
    at: At
    retain: At | None = None
    multiplier: Factor = Decimal("1")
    entry_reward: RuleId | None = Field(default=None, description="reward given once on reaching the level")
    perks: tuple[Perk, ...] = Field(default=(), max_length=50)

    @property
    def exact_multiplier(self) -> Fraction:
        return Fraction(self.multiplier)


class Tiers(Part):
    """The whole ladder, lowest level first."""

    by: By = Field(description="what counts")
    counter: RuleId | None = Field(
        default=None, description="the currency whose earning counts as activity, such as nights"
    )
    window: Window
    levels: tuple[Level, ...] = Field(min_length=1, max_length=20)
    grace_days: Days = Field(default=0, description="days a level is kept after it fell short")
    drop: Literal["one_step", "full"] = "full"
    warn_days: Days = Field(default=14, description="days that lie between a warning and a fall, at least")
    without_warning: bool = Field(default=False, description="let a level be lost though nobody was warned")
    keep_until: Literal["window_end"] | None = Field(
        default=None, description="with years: what one year reached is kept to the end of the next"
    )

    @model_validator(mode="after")
    def _makes_a_ladder(self) -> Self:
        refuse("Tiers", _faults(self))
        return self

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.by.measures if isinstance(self.by, Mix) else (self.by,)

    @property
    def go_by_rules(self) -> bool:
        """Whether what rules give counts, not only orders and money."""
        return not {"points", "activity"}.isdisjoint(self.measures)

    @property
    def need(self) -> Literal["all", "any"]:
        return "any" if isinstance(self.by, Mix) and self.by.any else "all"

    def thresholds(self, at: Decimal | Amounts) -> tuple[Decimal, ...]:
        """One threshold for each measure, in their order."""
        if isinstance(at, Decimal):
            return (at,)
        return tuple(getattr(at, measure) for measure in self.measures)


TIER_PARTS: tuple[type[Part], ...] = (Tiers, Level, Perk, Window, YearStart, Mix, Amounts)


def _faults(tiers: Tiers) -> Iterator[Fault]:
    if tiers.keep_until and not tiers.window.year_start:
        yield ("keep_until",), "only years have a following window; leave it out, or count by year"
    shapes = [*_shape_faults(tiers)]
    yield from shapes
    yield from _name_faults(tiers)
    if not shapes:
        yield from _order_faults(tiers)


def _shape_faults(tiers: Tiers) -> Iterator[Fault]:
    for number, level in enumerate(tiers.levels):
        for key, given in (("at", level.at), ("retain", level.retain)):
            if given is not None:
                for path, message in _misfits(tiers, given):
                    yield ("levels", number, key, *path), message


def _misfits(tiers: Tiers, given: Decimal | Amounts) -> Iterator[tuple[tuple[str, ...], str]]:
    wanted: dict[str, Any] = dict.fromkeys(tiers.measures)
    if isinstance(given, Decimal) == isinstance(tiers.by, Mix):
        example = ", ".join(f'"{measure}": 1' for measure in wanted)
        yield (
            (),
            f"give {{{example}}} here" if isinstance(tiers.by, Mix) else 'give one amount, such as "250.00"',
        )
        return
    told = {tiers.measures[0]: given} if isinstance(given, Decimal) else given.model_dump(exclude_none=True)
    for measure in wanted.keys() - told.keys():
        yield (measure,), f"the tiers go by {measure} too; add it"
    for measure, amount in told.items():
        path = (measure,) if isinstance(given, Amounts) else ()
        if measure not in wanted:
            yield path, f"the tiers do not go by {measure}; leave it out, or add it to by"
        elif measure != "spend" and amount != int(amount):
            yield path, f"{measure} are counted in whole numbers; write {int(amount)}"


def _name_faults(tiers: Tiers) -> Iterator[Fault]:
    for kind, ids in (
        ((), [level.id for level in tiers.levels]),
        *(
            ((number, "perks"), [perk.id for perk in level.perks])
            for number, level in enumerate(tiers.levels)
        ),
    ):
        for number, one in enumerate(ids):
            if one in ids[:number]:
                yield ("levels", *kind, number, "id"), f"{one!r} is taken already; give it another id"


def _order_faults(tiers: Tiers) -> Iterator[Fault]:
    below: tuple[Decimal, ...] | None = None
    kept_below: tuple[Decimal, ...] = ()
    for number, level in enumerate(tiers.levels):
        at = tiers.thresholds(level.at)
        kept = tiers.thresholds(level.at if level.retain is None else level.retain)
        if below is None:
            if any(at):
                yield ("levels", 0, "at"), "everybody begins at the first level; put 0 here"
        elif not _rises(tiers.need, below, at):
            yield ("levels", number, "at"), f"a level lies above the one before it; more than {_text(below)}"
        if any(keep > reach for keep, reach in zip(kept, at, strict=True)):
            yield ("levels", number, "retain"), f"keeping is no harder than reaching; at most {_text(at)}"
        if any(keep < low for keep, low in zip(kept, kept_below, strict=False)):
            yield (
                ("levels", number, "retain"),
                f"a level is no easier to keep than the one before it; at least {_text(kept_below)}",
            )
        below, kept_below = at, kept


def _rises(need: str, below: tuple[Decimal, ...], at: tuple[Decimal, ...]) -> bool:
    """With "any" every measure must rise, or the lower threshold alone would reach both levels."""
    pairs = list(zip(below, at, strict=True))
    if need == "any":
        return all(low < high for low, high in pairs)
    return all(low <= high for low, high in pairs) and below != at


def _text(thresholds: tuple[Decimal, ...]) -> str:
    return " and ".join(str(threshold) for threshold in thresholds)
