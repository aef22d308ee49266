"""A programme played over facts, in memory: the same engine and the same lots as the books, without a database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from loyalty.engine import facts
from loyalty.engine.about import About
from loyalty.engine.days import is_month_day
from loyalty.engine.document import Document
from loyalty.engine.earning_member import decide_join
from loyalty.engine.expiry import Clock
from loyalty.engine.missions import counted
from loyalty.engine.replay.abouts import Abouts, Shelf, nothing_known
from loyalty.engine.replay.ascents import Ascents, merged
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.brought import brought_too, line_above
from loyalty.engine.replay.days import Days
from loyalty.engine.replay.deeds import (
    BirthdayTold,
    Did,
    Joined,
    Judged,
    Redeemed,
    ReferralJudged,
    Refused,
)
from loyalty.engine.replay.doings import Doings
from loyalty.engine.replay.following import Following
from loyalty.engine.replay.orders import Orders
from loyalty.engine.replay.people import EMAIL, People, key_of
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.plain_news import PlainNews
from loyalty.engine.replay.plain_orders import PlainOrders
from loyalty.engine.replay.spending import Spending
from loyalty.engine.replay.tiers import Levels
from loyalty.engine.replay.versions import versions
from loyalty.engine.turns import in_turn

# The shop is taken to be there throughout: its leaving, its permissions and requests for data change no points.
# What is told of products is looked up by the orders that name them.
NO_POINTS = (
    *(facts.Ignored, facts.DataRequested, facts.ScopesChanged, facts.Uninstalled, facts.ShopRedacted),
    *(facts.ProductTold, facts.ProductGone, facts.CollectionTold),
)


class Replay:
    """Members, orders, awards, purses and redemptions of one shop.

    Facts are told in the order of their arrival. Every notice of points about to end is taken as sent, unless
    `noticed` is False. `reasons` keeps every award with its reason, which takes much memory.
    """

    def __init__(
        self,
        programme: Document | Sequence[tuple[datetime, Document]],
        *,
        timezone: str,
        currency: str,
        noticed: bool = True,
        reasons: bool = False,
        shelf: Shelf = nothing_known,
    ) -> None:
        self.versions = versions(programme)
        self.timezone = timezone
        self.currency = currency
        self.noticed = noticed
        self.people = People()
        missions = (one for _, live in self.versions.since for one in live.document.missions)
        self.books = Books(self._clock(), reasons=reasons, counted=counted(missions))
        ascents = Ascents(currency)
        self.following = Following(self.versions, self.books, ascents)
        abouts = Abouts(self.versions, shelf, ascents)
        self.spending = Spending(self.people, self.books, self.versions, abouts, currency)
        self.days = Days(self.books, self.versions, self.following, abouts)
        self.orders = Orders(self.people, self.books, self.versions, self.spending, self.following, abouts)
        self.spending.words = self.orders.words
        self.plain = None if reasons else PlainOrders(self.orders)
        self.news = None if self.plain is None else PlainNews(self.orders, self.plain.ways)
        self.doings = Doings(
            self.people,
            self.books,
            self.versions,
            self.following,
            abouts,
            self.orders.rooms,
            self.orders.words,
        )
        self.levels = Levels(self.people, self.orders, self.versions, ascents)

    def tell(self, fact: facts.Fact, now: datetime) -> None:
        """Works one fact. Raises Refused or Unreadable; then nothing was changed."""
        self.days.until(now, self.timezone)
        if isinstance(fact, facts.OrderTold):
            if self.plain is None or not (self.plain.told(fact, self.timezone, now) or self._news(fact, now)):
                self.orders.told([fact], timezone=self.timezone, now=now)
        else:
            self._work(fact, now)

    def _news(self, fact: facts.OrderTold, now: datetime) -> bool:
        return self.news is not None and self.news.told(fact, self.timezone, now)

    def work(self, told: Iterable[facts.Fact], now: datetime) -> None:
        """Works facts that are heard together, as the desk works a batch."""
        self.days.until(now, self.timezone)
        orders, others = in_turn(enumerate(told))
        if orders:
            self.orders.told([fact for _, fact in orders], timezone=self.timezone, now=now)
        for _, fact in others:
            self._work(fact, now)

    def until(self, now: datetime) -> None:
        """Brings everybody up to `now`: days are celebrated, holds end, points expire."""
        self.days.until(now, self.timezone)
        for person in self.people.everybody:
            self.books.bring_up(person, now)

    def end(self, now: datetime) -> dict[int, str]:
        """As `until`, and everybody's level then. What orders were takes much memory and is forgotten: nothing can be
        told any more, nor tiers be asked for."""
        self.days.until(now, self.timezone)
        levels = self.tiers(now)
        self.orders.forget()
        self.until(now)
        return levels

    def tiers(self, at: datetime) -> dict[int, str]:
        """Everybody's level by their number; empty for a programme without tiers."""
        return self.levels.at(at, timezone=self.timezone)

    def _work(self, fact: facts.Fact, now: datetime) -> None:
        match fact:
            case facts.CustomerTold():
                self._customer_told(fact, now)
            case facts.CustomersMerged():
                self._merged(fact, now)
            case facts.CustomerDeleted():
                self._erased(fact.customer, "", now)
            case facts.CustomerRedacted():
                self._erased(fact.customer, fact.email, now)
            case facts.ShopTold():
                self.orders.moved = self.orders.moved or self.timezone != fact.timezone
                self.timezone = fact.timezone
                self.books.clock = self._clock()
                self.days.moved(self.timezone)
            case Joined() | BirthdayTold() | Did() | Judged() | facts.MarketingTold():
                self._told_by_member(fact, now)
            case facts.Referred() | ReferralJudged():
                self._brought(fact, now)
            case Redeemed():
                known = self.orders.known.get(fact.order)
                self.spending.redeem(fact, known.state if known else None, timezone=self.timezone, now=now)
            case _ if not isinstance(fact, NO_POINTS):
                raise Refused(f"topic: {type(fact).__name__} cannot be replayed")

    def _clock(self) -> Clock:
        return Clock(
            timezone=self.timezone,
            versions=self.versions.expiries,
            noticed=self.noticed,
            others=self.versions.other_expiries,
        )

    def _customer_told(self, fact: facts.CustomerTold, now: datetime) -> None:
        """Knows the customer, and lets a verified e-mail claim what its guest orders earned."""
        person = self.people.customer(fact.customer)
        key = key_of(customer="", email=fact.email) if fact.verified else None
        if key is None:
            return
        if self.people.knows(person, key):
            person.returned = person.returned or key in self.people.forgotten
            return
        owner = self.people.by_key[key]
        if owner is person or owner.joined or any(kind != EMAIL for kind, _ in owner.keys):
            return
        owner.claimant = person
        person.claims += (owner,)
        if person.joined:
            self._claim(person, now)

    def _joined(self, person: Person, now: datetime) -> None:
        if person.joined:
            return
        person.joined, person.joined_at = True, now
        self._claim(person, now)
        self._welcome(person, now)
        self.days.person_joined(person, now, self.timezone)

    def _told_by_member(
        self, fact: Joined | BirthdayTold | Did | Judged | facts.MarketingTold, now: datetime
    ) -> None:
        match fact:
            case Joined():
                self._joined(self.people.customer(fact.customer), now)
            case BirthdayTold():
                self._born(fact, now)
            case Did():
                self.doings.told(fact, timezone=self.timezone, now=now)
            case Judged():
                self.doings.judged(fact, timezone=self.timezone, now=now)
            case facts.MarketingTold():
                self.doings.consented(fact, timezone=self.timezone, now=now)

    def _born(self, fact: BirthdayTold, now: datetime) -> None:
        if not is_month_day(fact.month, fact.day):
            raise Refused(f"data: no year has a day {fact.day} in a month {fact.month}")
        person = self.people.customer(fact.customer)
        self.days.told(person, fact.month, fact.day, now, self.timezone)

    def _welcome(self, person: Person, now: datetime) -> None:
        live = self.versions.at(now)
        if live is None:
            return
        about = About(joined_at=now)
        decisions = [
            decide_join(
                live.document, rule, at=now, timezone=self.timezone, before=person.returned, about=about
            )
            for rule in live.document.join_rules
        ]
        person.welcome = self.books.settle(
            (), [(person, one) for one in decisions], policy=live.document.clawback, now=now
        )
        self.following.follow([person], timezone=self.timezone, now=now)

    def _claim(self, person: Person, now: datetime) -> None:
        for guest in sorted(person.claims, key=lambda one: one.number):
            if guest.claimant is person and guest.kept is None and not guest.joined:
                self._merge(guest, person, now)

    def _merged(self, fact: facts.CustomersMerged, now: datetime) -> None:
        first, second = sorted((fact.kept, fact.gone))
        people = {one: self.people.customer(one) for one in (first, second)}
        self._merge(people[fact.gone], people[fact.kept], now)

    def _merge(self, gone: Person, kept: Person, now: datetime) -> None:
        """Gives everything of `gone` to `kept`. Late facts follow (law M2)."""
        if gone is kept or gone.kept is not None:
            return
        self.books.transfer(gone, kept, now)
        brought_too(gone, kept)
        kept.joined = kept.joined or gone.joined
        kept.joined_at = kept.joined_at or gone.joined_at
        kept.pinned = kept.pinned or gone.pinned
        kept.placed = sorted(kept.placed + gone.placed)
        merged(gone, kept)
        gone.kept = kept
        self.people.move(gone, kept)
        self.orders.rooms_moved(gone.number, kept.number)
        self.doings.merged(gone.number, kept.number)
        self.days.merged(gone, kept, now, self.timezone)
        self.following.follow([kept], timezone=self.timezone, now=now)

    def _erased(self, customer: str, email: str, now: datetime) -> None:
        """Takes away what identifies the person; their orders keep settling against nobody we can name."""
        for person in self.people.named(customer=customer, email=email):
            self.books.forfeit(person, now)
            self.people.forget(person)

    def _brought(self, fact: facts.Referred | ReferralJudged, now: datetime) -> None:
        if isinstance(fact, ReferralJudged):
            self._referral_judged(fact, now)
        else:
            self._referred(fact)

    def _referred(self, fact: facts.Referred) -> None:
        """Once per friend, never oneself, never in a circle, never a customer of before (law F1)."""
        if fact.friend == fact.advocate:
            raise Refused("data.advocate: nobody brings themselves")
        people = self.people.recognise([("customer", fact.friend), ("customer", fact.advocate)])
        friend, advocate = people["customer", fact.friend], people["customer", fact.advocate]
        if friend.advocate is not None:
            if friend.advocate.living is not advocate:
                raise Refused(f"data.advocate: customer {fact.friend} was brought by somebody else before")
            return
        if friend in line_above(advocate):
            raise Refused(f"data.advocate: customer {fact.advocate} was brought by this customer")
        if friend.pinned or friend.returned:
            raise Refused(f"member: customer {fact.friend} was a customer already")
        friend.advocate, friend.verdict = advocate, fact.verdict

    def _referral_judged(self, fact: ReferralJudged, now: datetime) -> None:
        """What the friend's orders gave is worked out anew."""
        friend = self.people.customer(fact.friend)
        if friend.advocate is None:
            raise Refused(f"member: nobody brought customer {fact.friend}")
        if friend.verdict != fact.verdict:
            friend.verdict = fact.verdict
            self.orders.again(friend, timezone=self.timezone, now=now)
