"""What workers do, one piece at a time, and what every piece must have come to: told apart from what was done.

A case is called with 0 by the first worker that comes to it, with 1 by the next, and so on.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.mail.utils import DNS_NAME
from django.utils import timezone, translation

from loyalty.desk import daily, happened, spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.work import work
from loyalty.engine.facts import Header, Line, OrderTold
from loyalty.inbox import drain as inbox
from loyalty.ledger.models import Balance, ExpiryNotice, Spend
from loyalty.ledger.verify import sound, verify
from loyalty.members.recognise import recognise
from loyalty.notices import drain as letters
from loyalty.outbox import drain as outbox
from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT
from tests.faults import orders
from tests.faults.webhooks import Result, compare, shop
from tests.inbox.knock import knock
from tests.notices.crowd import EXPIRING, post_to
from tests.notices.mailbox import Mailbox, open_mailbox, parsed
from tests.shopify.town import Town

COST, GIVEN, PRICE = 10, 25, 1_000
REWARD = {"id": "r", "kind": "amount_off", "cost": COST, "amount": "5.00"}
ENDING = DOCUMENT | {
    "expiry": {"per": "lot", "months": 1, "without_notice": True},
    "earning": [{"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 3}],
}
LATER = timedelta(minutes=6)  # after which a lease has run out
Case = Callable[[int], object]


class Job(NamedTuple):
    """`case` makes one more piece of the work; `wrong` looks at all of them."""

    name: str
    case: Callable[[], Case]
    wrong: Callable[[], list[str]]


@dataclass
class Told:
    """Orders told at the door; the first order of its kind is the first case."""

    shop: Shop
    drawn: list[orders.Drawn] = field(default_factory=list)

    def draw(self) -> orders.Drawn:
        number = len(self.drawn)
        one = orders.Drawn(
            orders.FIRST_ORDER + number, orders.FIRST_CUSTOMER + number, [PRICE + number, 500], back=[1]
        )
        self.drawn.append(one)
        return one

    def knock(self, order: orders.Drawn) -> None:
        """Everything about the order, as the platform sends it: what was not taken comes again."""
        for place, (topic, payload) in enumerate(orders.messages(order)):
            body = orders.body(payload)
            assert knock(body, topic=topic, shop=self.shop.domain, delivery=f"{order.number}-{place}") == 200

    def wrong(self) -> list[str]:
        result = Result(len(self.drawn), 0, 0)
        compare(self.shop, orders.expected(self.drawn), result)
        return ([] if result.passed else [str(result)]) + _unsound(self.shop)


@contextmanager
def door(_: Town) -> Iterator[Job]:
    """The web server takes in what a store tells of an order; it is worked afterwards."""
    told = Told(shop("steps-door"))

    def case() -> Case:
        order = told.draw()

        def deed(worker: int) -> None:
            told.knock(order)
            if worker:
                inbox.drain()

        return deed

    yield Job("door", case, told.wrong)


@contextmanager
def drained(_: Town) -> Iterator[Job]:
    """A worker drains the inbox of one order's story."""
    told = Told(shop("steps-inbox"))

    def case() -> Case:
        told.knock(told.draw())
        return lambda worker: inbox.drain()

    yield Job("inbox", case, told.wrong)


@dataclass
class Rewarded:
    """Members who redeem once each."""

    town: Town
    shop: Shop
    members: list[int] = field(default_factory=list)

    def member(self) -> int:
        key = ("customer", str(self.town.customer(self.shop, f"p{len(self.members)}@example.com")))
        [number] = recognise(shop=self.shop, keys=[key], now=timezone.now()).values()
        adjust(shop=self.shop, member_id=number, points=GIVEN, why="f2", key=f"f2:{number}", actor="f2",
               now=timezone.now())  # fmt: skip
        self.members.append(number)
        return number

    def redeem(self, member: int) -> object:
        return spending.redeem(
            shop=self.shop, member_id=member, reward="r", key=f"k{member}", actor="m", now=timezone.now()
        )

    def wrong(self, state: str) -> list[str]:
        """Everybody has one reward in that state, and one code in the store where it is issued."""
        held = Balance.objects.filter(member__in=self.members).values_list("available", "reserved")
        made = Counter(Redemption.objects.filter(shop=self.shop).values_list("state", "spend__points"))
        found = self.town.http.get(f"/_control/shops/{self.shop.domain}/codes").raise_for_status().json()
        names = Counter(one["title"] for one in found if " · " in one["title"])
        everybody = len(self.members)
        wanted = everybody if state == "issued" else 0
        facts = {
            "balances": (Counter(held), Counter({(GIVEN - COST, COST): everybody})),
            "redemptions": (made, Counter({(state, COST): everybody})),
            "codes": (len(names), wanted),
            "codes of a name": (max(names.values(), default=1), 1),
            "spends": (Spend.objects.filter(shop=self.shop).count(), everybody),
        }
        wrong = [f"{what}: {found}, wanted {wish}" for what, (found, wish) in facts.items() if found != wish]
        return wrong + _unsound(self.shop)


@contextmanager
def redeemed(town: Town) -> Iterator[Job]:
    """A member redeems, and does so again under the same key where no answer came."""
    here = Rewarded(town, town.shop(document=DOCUMENT | {"rewards": [REWARD]}))

    def case() -> Case:
        member = here.member()
        return lambda worker: here.redeem(member)

    yield Job("redeem", case, lambda: here.wrong("reserved"))
    Errand.objects.filter(shop=here.shop).delete()  # the next job's workers are not to carry them


@contextmanager
def issued(town: Town) -> Iterator[Job]:
    """A worker has the code made in the store. Each comes when the lease of the one before has run out."""
    here = Rewarded(town, town.shop(document=DOCUMENT | {"rewards": [REWARD]}))

    def case() -> Case:
        here.redeem(here.member())
        return lambda worker: outbox.drain(clock=_later(worker))

    yield Job("issue", case, lambda: here.wrong("issued"))


@contextmanager
def ended(_: Town) -> Iterator[Job]:
    """The clock ends a hold, then the points: by the daily round, far in the future."""
    here = shop("steps-ending", document=ENDING)
    cases: list[datetime] = []

    def case() -> Case:
        at = timezone.now() + timedelta(days=100 * len(cases))
        work(shop=here, told=[(1, _order(here, len(cases), at))], now=at)
        cases.append(at)
        return lambda worker: daily.catch_up(now=at + timedelta(days=90))

    def wrong() -> list[str]:
        held = Counter(
            Balance.objects.filter(programme_id=here.programme_id).values_list("available", "pending")
        )
        wanted = Counter({(0, 0): len(cases)})
        return ([] if held == wanted else [f"balances {held}, wanted {wanted}"]) + _unsound(here)

    yield Job("expiry", case, wrong)


@contextmanager
def written(_: Town) -> Iterator[Job]:
    """A letter is written and handed to a mail server; a mail may come twice, and is one by its name (ADR 0403)."""
    here = shop("steps-letters", document=EXPIRING)
    cases: list[datetime] = []
    DNS_NAME.get_fqdn()  # asked once: it may take seconds where nobody knows
    with translation.override("zh-hans"):
        translation.gettext("Hello")  # read once, not by every child
    with open_mailbox(Mailbox()) as box, post_to(box):

        def case() -> Case:
            now = timezone.now()
            work(shop=here, told=[(1, _order(here, len(cases) + 1, now))], now=now)
            daily.notices(now=now)
            cases.append(now)
            return _writes

        def _writes(worker: int) -> None:
            at = _later(worker + 2)()
            happened.look_ahead(now=timezone.now())
            letters.drain(clock=lambda: at)

        def wrong() -> list[str]:
            names = {(to, str(parsed(raw)["Message-ID"])) for to, raw in box.raw}
            had = Counter(to for to, _ in names)
            untold = ExpiryNotice.objects.filter(programme_id=here.programme_id).exclude(channel="mail")
            facts = {
                "people with a letter": (len(had), len(cases)),
                "different letters to one": (max(had.values(), default=1), 1),
                "notices that do not count as given": (untold.count(), 0),
            }
            return [f"{what}: {is_}, wanted {wish}" for what, (is_, wish) in facts.items() if is_ != wish]

        yield Job("letters", case, wrong)


def _later(worker: int) -> Callable[[], datetime]:
    return lambda: timezone.now() + worker * LATER


def _order(here: Shop, number: int, at: datetime) -> OrderTold:
    header = Header(
        id=f"o{number}", name=f"#{number}", updated_at=at, processed_at=at, currency=here.currency,
        paid=True, customer=str(number),
        lines=(Line(id=f"l{number}", title="Tea", quantity=1, current=1, net=PRICE),),
    )  # fmt: skip
    return OrderTold(order=header.id, header=header)


def _unsound(here: Shop) -> list[str]:
    return [] if sound(verify(programme_id=here.programme_id)) else ["the books are broken"]


JOBS: tuple[Callable[[Town], AbstractContextManager[Job]], ...] = (
    door, drained, redeemed, issued, ended, written,
)  # fmt: skip
