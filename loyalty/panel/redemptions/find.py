"""Which redemptions a page is about: filters from an address, and what waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.dateparse import parse_date

from loyalty.outbox.models import Errand
from loyalty.panel.members import find
from loyalty.panel.rewards.kinds import ALL, BY_HAND
from loyalty.rewards.models import Redemption, Step
from loyalty.shops.models import Shop

ERRAND = "redemption"  # the kind of its errands; the number of the redemption follows
State = Redemption.State


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for; what makes no sense is empty."""

    text: str = ""
    state: str = ""
    reward: str = ""
    kind: str = ""
    problem: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filter":
        text = {name: given.get(name, "").replace("\0", "").strip()[:320] for name in cls.__slots__}
        known = {"state": State.values, "kind": ALL, "problem": PROBLEMS}
        odd = {name for name, values in known.items() if text[name] not in values}
        odd |= {name for name in ("since", "until") if _midnight(text[name]) is None}
        return cls(**{name: "" if name in odd else value for name, value in text.items()})

    @property
    def given(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}

    @property
    def query(self) -> str:
        return urlencode(self.given)

    def rows(self, shop: Shop) -> "QuerySet[Redemption]":
        """Newest first."""
        found = Redemption.objects.filter(shop=shop).select_related("spend__member")
        exact = {name: getattr(self, name) for name in ("state", "reward", "kind") if getattr(self, name)}
        found = found.filter(**exact)
        if self.problem:
            found = found.filter(PROBLEMS[self.problem])
        begins, ends = _midnight(self.since), _midnight(self.until, days=1)
        found = found.filter(made_at__gte=begins) if begins else found
        found = found.filter(made_at__lt=ends) if ends else found
        if self.text:
            people = find(shop=shop, text=self.text).order_by().values("pk")
            found = found.filter(
                Q(code=self.text.upper()) | Q(public=self.text) | Q(spend__member_id__in=people)
            )
        return found.order_by("-pk")


def errand_key(made: Redemption) -> str:
    return f"{ERRAND}:{made.pk}"


def _midnight(text: str, *, days: int = 0) -> datetime | None:
    """When a day of the shop's begins; `days` later."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None or not 1900 < day.year < 9000:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), datetime.min.time()))


@dataclass(frozen=True, slots=True)
class Problem:
    """`since` is the first day that is counted; empty for all."""

    name: str
    since: str = ""


def waiting(shop: Shop, *, now: datetime) -> list[tuple[Problem, int]]:
    """What waits for a person, and how many; refusals of the store are old news after a month."""
    month = timezone.localtime(now - timedelta(days=30)).date().isoformat()
    found = [Problem(name, month if name == "refused" else "") for name in PROBLEMS]
    numbers = [(one, Filter(problem=one.name, since=one.since).rows(shop).count()) for one in found]
    return [(one, number) for one, number in numbers if number]


def counts(shop: Shop) -> dict[str, int]:
    """How many wait for a person, by problem."""
    rows = Redemption.objects.filter(shop=shop)
    return {name: rows.filter(problem).count() for name, problem in PROBLEMS.items()}


_KEY = Concat(Value(f"{ERRAND}:"), Cast(OuterRef("pk"), CharField()))
_DEAD = Errand.objects.filter(shop=OuterRef("shop"), key=_KEY, state="dead")
_SETTLED = Step.objects.filter(redemption=OuterRef("redemption"), what="settled", pk__gt=OuterRef("pk"))
_STEP = Step.objects.filter(
    ~Exists(_SETTLED), redemption=OuterRef("pk"), what__in=("used_after_all", "used_twice")
)
PROBLEMS: Mapping[str, Q] = {
    "stuck": Q(Exists(_DEAD)),
    "after_all": Q(Exists(_STEP)),
    "refused": Q(state=State.RELEASED) & ~Q(why=""),
    "by_hand": Q(state=State.ISSUED, ending="", external_id="", kind__in=BY_HAND | {"free_product"}),
}
