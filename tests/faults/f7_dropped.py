"""F7: one webhook in twenty never comes, one topic never does, and for six hours none: one re-read mends it all.

The platform's own list of orders is what the re-read asks; what must come of it is reckoned from the drawn amounts.
"""

import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from loyalty.desk.tasks import reread_stores
from loyalty.inbox.models import Delivery
from loyalty.orders.models import LastReread
from loyalty.shops.models import Shop
from tests.faults.stage import house, said, size
from tests.faults.webhooks import Result, compare, left_after
from tests.shopify.town import Town

OUTAGE = timedelta(hours=6)
DAY = timedelta(days=1)
TOPIC = "refunds/create"
POINTS_PER_DOLLAR = 5


@dataclass
class Dropped(Result):
    """`told` = webhooks that came; `before` = points off before the re-read, all together."""

    told: int = 0
    before: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return super().passed and self.before > 0 and not self.wrong


def play(*, seed: int, count: int) -> Dropped:
    dice, result, started = random.Random(seed), Dropped(count, 0, 0), time.monotonic()
    town = house().town
    here = town.shop(tax_rate="0")
    expected = _live(town, here, dice, result)
    town.tell("/_control/wait", {"shop": here.domain, "seconds": 300})
    result.stuck = left_after(here, seconds=300)
    compare(here, expected, result)
    result.before, result.lost, result.double = result.lost + result.double, 0, 0
    _reread(here, result)
    result.told = Delivery.objects.filter(shop=here).count()
    compare(here, expected, result)
    result.seconds = time.monotonic() - started
    return result


def _live(town: Town, here: Shop, dice: random.Random, result: Dropped) -> dict[int, int]:
    """A day of orders, a third of which lose a piece; the points that each customer must have."""
    people = [town.customer(here, f"p{n}@example.com") for n in range(max(result.orders // 8, 3))]
    points = dict.fromkeys(people, 0)
    began = timezone.now() - DAY
    down = began + DAY * dice.random() * 0.7
    town.chaos(here, seed=dice.randrange(10**6), paused=False)
    for number in range(result.orders):
        at = began + DAY * number / result.orders
        whole = down <= at < down + OUTAGE
        town.chaos(here, paused=False, drop_percent=100 if whole else 5, drop_topics=[TOPIC])
        result.troubles += whole
        customer, pieces = dice.choice(people), dice.randint(1, 4)
        price = dice.randrange(100, 20_000)
        kept = _order(town, here, at, customer, pieces, price, goes_back=dice.random() < 0.3)
        points[customer] += kept * price * POINTS_PER_DOLLAR // 100
    return points


def _order(
    town: Town, here: Shop, at: datetime, customer: int, pieces: int, price: int, *, goes_back: bool
) -> int:
    """How many pieces stay. `price` in cents."""
    line = {
        "title": "Tea",
        "price": f"{price // 100}.{price % 100:02d}",
        "quantity": pieces,
        "taxable": False,
    }
    moment = at.isoformat()
    made = town.order(
        here, lines=[line], customer_id=customer, shipping="0", processed_at=moment, created_at=moment
    )
    if goes_back:
        back = {"lines": {"0": 1}}
        town.deed(here, made, "refund", back)
    return pieces - goes_back


def _reread(here: Shop, result: Dropped) -> None:
    """The nightly round, by the worker that has it: until it says that it has been in our store."""
    reread_stores.delay(here.pk - 1)
    deadline = time.monotonic() + 600
    while (row := LastReread.objects.filter(shop=here).first()) is None and time.monotonic() < deadline:
        time.sleep(0.3)
    if row is None or row.failure or row.found != row.repaired:
        result.wrong.append(f"the re-read ended with {vars(row) if row else 'nothing'}")


def run(quick: bool, seed: int) -> bool:
    house()
    got = play(seed=seed, count=size("ORDERS", quick=20, full=2_000, short=quick))
    return said(
        "F7",
        f"{got.orders} orders, {got.troubles} of them while nothing came, 5 % of the other webhooks dropped, "
        f"{TOPIC} wholly: {got.told} came, {got.before} points were wrong before one re-read, {got.seconds:.0f} s",
        f"lost {got.lost}  double {got.double}  drift {got.drift}  stuck {got.stuck}  parked {got.parked}  seed {seed}",
        passed=got.passed,
        wrong=got.wrong,
    )
