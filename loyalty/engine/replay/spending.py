"""Redemptions in memory: reserved and used at once, and their points come back with the goods they paid for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from loyalty.common.money import exponent
from loyalty.engine.about import NOBODY, About
from loyalty.engine.lots import POINTS, Spend
from loyalty.engine.offers import Holding, Price, badly_chosen, price
from loyalty.engine.order_state import OrderState
from loyalty.engine.replay.abouts import Abouts
from loyalty.engine.replay.books import Books
from loyalty.engine.replay.deeds import Redeemed, Refused
from loyalty.engine.replay.own_word import OwnWord
from loyalty.engine.replay.people import CUSTOMER, People
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.versions import Versions
from loyalty.engine.returns import points_back, share_back
from loyalty.engine.rewards import Reward


@dataclass(slots=True, eq=False)
class Spent:
    """One redemption that was used; `drawn_from` is whose purse it came out of."""

    number: int
    person: Person
    drawn_from: Person
    spend: Spend
    worth: Fraction  # what the reward is worth, in minor units
    order: str
    currency: str = POINTS


@dataclass(slots=True)
class Spending:
    """Every redemption, by its key."""

    people: People
    books: Books
    versions: Versions
    abouts: Abouts
    currency: str
    words: OwnWord = field(default_factory=OwnWord)
    by_key: dict[str, Spent] = field(default_factory=dict)
    by_order: dict[str, list[Spent]] = field(default_factory=lambda: defaultdict(list))

    def redeem(self, told: Redeemed, state: OrderState | None, *, timezone: str, now: datetime) -> None:
        """Once per key; `state` is what is known of the order it was used on. Raises Refused."""
        reward = self._sold(told.reward, now)
        if told.key in self.by_key:
            return
        person = self.people.by_key.get((CUSTOMER, told.customer))
        if person is None:
            raise Refused(f"member: customer {told.customer} is not known, and has no points")
        self.books.bring_up(person, now)
        asked = self._price(person, reward, told.points, timezone, now)
        available = person.purse_of(asked.currency).available
        if asked.points > available:
            raise Refused(
                f"reward: {reward.id!r} costs {asked.points} {asked.currency}, {available} are available"
            )
        said = self.words.points(person.living.number)
        if asked.currency == POINTS and asked.points > available - said:
            raise Refused(f"reward: {reward.id!r} cannot be had for what the member only told of")
        spent = self._use(person, reward, asked, told.order, now)
        self.by_key[told.key] = spent
        if told.order:
            self.by_order[told.order].append(spent)
            if state is not None:
                self._return(spent, state, now)

    def goods_came_back(self, orders: Iterable[tuple[str, OrderState]], *, now: datetime) -> None:
        """Gives back the share of spent points that the goods of these orders make up (law R6)."""
        touched = [(spent, state) for order, state in orders for spent in self.by_order.get(order, ())]
        for spent, state in sorted(touched, key=lambda one: one[0].number):
            self._return(spent, state, now)

    @property
    def cost(self) -> Fraction:
        """What the rewards that were used were worth, in minor units; less what came back."""
        shares = (
            one.worth * (one.spend.points - one.spend.returned) / one.spend.points
            for one in self.by_key.values()
        )
        return sum(shares, start=Fraction(0))

    def _sold(self, wanted: str, now: datetime) -> Reward:
        live = self.versions.at(now)
        rewards = live.document.rewards if live else ()
        found = next((reward for reward in rewards if reward.id == wanted), None)
        if found is None:
            raise Refused(f"reward: the programme has none called {wanted[:60]!r}")
        return found

    def _price(
        self, person: Person, reward: Reward, points: int | None, timezone: str, now: datetime
    ) -> Price:
        """As the desk's: what was given goes first, a slider costs what was chosen, a tier may pay less.

        Raises Refused.
        """
        balances = {reward.given: person.purse_of(reward.given).available}
        about = About(tier=self.abouts.level(person, now, timezone)) if reward.tier_costs else NOBODY
        holding = Holding(about=about, balances=balances, taken={})
        asked = price(reward, holding=holding, currency=self.currency, points=points)
        if badly_chosen(reward, asked, points):
            raise Refused(f"data.points: {points} cannot be chosen for {reward.id!r}")
        return asked

    def _use(self, person: Person, reward: Reward, asked: Price, order: str, now: datetime) -> Spent:
        cost, currency = asked.points, asked.currency
        purse, clock = person.purse_of(currency), self.books.clock.for_currency(currency)
        taken = purse.take(cost, against="reserved", keeps_until=clock.kept_until(now))
        person.count(taken, currency)
        spend = Spend(cost, [(lot, -amount) for lot, amount in taken.used])
        person.count(purse.confirm(spend), currency)
        worth = self._worth(reward, asked)
        return Spent(len(self.by_key), person, person, spend, worth, order, currency)

    def _worth(self, reward: Reward, asked: Price) -> Fraction:
        """In minor units; of a slider what was chosen."""
        if reward.slider and reward.kind != "exchange" and not reward.value and asked.amount is not None:
            return Fraction(asked.amount)
        worth: Fraction = Fraction(reward.worth) * 10 ** exponent(self.currency)
        return worth

    def _return(self, spent: Spent, state: OrderState, now: datetime) -> None:
        share = share_back(state)
        spend = spent.spend
        due = min(points_back(spend.points, share), spend.points) - spend.returned
        if due <= 0:
            return
        person = spent.person = spent.person.living
        self.books.bring_up(person, now)
        purse, clock = person.purse_of(spent.currency), self.books.clock.for_currency(spent.currency)
        if person is spent.drawn_from:  # lots that were used up had been put away
            for lot, _ in spend.drawn:
                if lot not in purse.lots:
                    purse.add(lot)
        person.count(purse.give_back(spend, due, clock=clock, now=now), spent.currency)
        person.look_again()
