"""What orders of one version have in common that go a short way: see plain_orders.py."""

from dataclasses import dataclass, field

from loyalty.engine.about import NOBODY, About, from_terms, to_terms
from loyalty.engine.document import Document
from loyalty.engine.replay.versions import Live
from loyalty.engine.terms import Terms, asks
from loyalty.engine.tiers import Tiers

OF_TIER = frozenset({"tier"})  # what an About may need that is the same for many orders


@dataclass(slots=True, eq=False)
class Way:
    """How orders of one version go, in one time zone. `abouts` and `terms` are by tier, where nothing else is asked."""

    live: Live
    document: Document
    timezone: str
    tiers: Tiers | None
    needs: frozenset[str]
    by_tier: bool
    asks_firsts: bool
    abouts: dict[str, About] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)

    def of_tier(self, tier: str) -> About:
        """Somebody of whom nothing but the tier is known."""
        return self.abouts.get(tier) or self.abouts.setdefault(tier, About(tier=tier))

    def pinned(self, terms: Terms) -> About:
        """What an order's terms say of its member."""
        told = terms.get("about")
        if told and self.by_tier:
            return self.of_tier(told["tier"])
        return from_terms(terms)

    def pin(self, about: About) -> Terms:
        """As the long way pins them."""
        terms: Terms = {"version": self.live.number, "first": False, "advocate": None}
        return terms if about == NOBODY else terms | {"about": to_terms(about)}

    def pin_tier(self, about: About) -> Terms:
        """The same, where nothing but the tier is asked: equal ones are one."""
        return self.terms.get(about.tier) or self.terms.setdefault(about.tier, self.pin(about))


@dataclass(slots=True)
class Ways:
    """Each made once."""

    _known: dict[tuple[int, str], Way | None] = field(default_factory=dict)
    _last: Way | None = None

    def of(self, live: Live, timezone: str) -> Way | None:
        """None where by this version no order is plain."""
        last = self._last
        if last is not None and last.live is live and last.timezone == timezone:
            return last
        asked = (live.number, timezone)
        if asked not in self._known:
            self._known[asked] = _way(live, timezone)
        self._last = self._known[asked]
        return self._last


def _way(live: Live, timezone: str) -> Way | None:
    document = live.document
    ready, needs = document.ready, document.needs
    if not ready.asks_orders or ready.decays or ready.bonuses or "cycles" in needs:
        return None
    return Way(
        live=live,
        document=document,
        timezone=timezone,
        tiers=document.tiers,
        needs=needs,
        by_tier=needs == OF_TIER,
        asks_firsts=asks(document),
    )
