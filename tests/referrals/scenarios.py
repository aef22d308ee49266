"""300 labelled referrals, made by rules that were written before the scorer: 200 fraud in ten patterns, 100 honest.

A scenario is a world and one claim in it. The fraud is described by what people do to shops, not by what a scorer
looks for; a pattern's first claim looks as honest as any, so each claim stands somewhere along its pattern.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.suspicion import Evidence
from tests.referrals.world import Someone, World, later

SEED = 20_261_122
EACH = 20
FIRST = (
    "ada",
    "bo",
    "cem",
    "dora",
    "eli",
    "fay",
    "gus",
    "hana",
    "ivo",
    "jun",
    "kim",
    "lea",
    "max",
    "nia",
    "oto",
)
LAST = (
    "abe",
    "brandt",
    "cruz",
    "diaz",
    "egan",
    "falk",
    "gray",
    "holm",
    "ito",
    "jones",
    "kaya",
    "lin",
    "moss",
)
MAILS = ("mail.example", "post.example", "gmail.com", "web.example", "inbox.example")
THROWN_AWAY = ("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com")
STREETS = (
    "Oak Street",
    "Elm Road",
    "Harbour Lane",
    "Mill Avenue",
    "Station Road",
    "Church Street",
    "High Street",
)


@dataclass(frozen=True)
class Scenario:
    pattern: str
    fraud: bool
    world: World
    friend: Someone
    advocate: Someone
    at: datetime

    def evidence(self) -> Evidence:
        return self.world.looked_at(self.friend, self.advocate, self.at)


class Town:
    """Makes people who have nothing to do with each other."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        self.world = World()
        self._number = 0

    def number(self) -> int:
        self._number += 1
        return self._number

    def somebody(self, **own: object) -> Someone:
        """A stranger to all others, but for what is said."""
        dice, number = self.dice, self.number()
        name = f"{dice.choice(FIRST)}.{dice.choice(LAST)}.{dice.randrange(16**5):05x}"
        made: dict[str, object] = {
            "email": f"{name}@{dice.choice(MAILS)}",
            "home": (
                f"{dice.randrange(1, 400)} {dice.choice(STREETS)}",
                f"{dice.randrange(10_000, 99_999)}",
                "US",
            ),
            "phone": f"+1 555 {dice.randrange(10_000_000):07}",
            "browser": f"{dice.getrandbits(64):016x}",
            "ip": f"{dice.randrange(1, 223)}.{dice.randrange(255)}.{dice.randrange(255)}.{dice.randrange(1, 255)}",
        }
        return Someone(number=number, **(made | own))  # type: ignore[arg-type]

    def buyer(self, **own: object) -> Someone:
        """Somebody who has bought here before: an advocate, usually."""
        one = self.somebody(**own)
        self.world.meet(one, buys=True)
        return one


Rule = Callable[[Town], tuple[Someone, Someone, datetime]]


# --- fraud ---------------------------------------------------------------------------------------------------------
def same_account(town: Town) -> tuple[Someone, Someone, datetime]:
    """Uses their own link, signed in as themselves."""
    me = town.buyer()
    return me, me, later(60)


def other_spelling(town: Town) -> tuple[Someone, Someone, datetime]:
    """A second account with another spelling of the same mailbox; half of them send the parcel to another address."""
    box = f"{town.dice.choice(FIRST)}{town.dice.randrange(16**6):06x}"
    me = town.buyer(email=f"{box[:3]}{box[3:]}@gmail.com")
    spelling = town.dice.choice(
        [f"{box}+tea@gmail.com", f"{box[:2]}.{box[2:]}@gmail.com", f"{box}@googlemail.com"]
    )
    own = {"home": me.home} if town.dice.random() < 0.5 else {}
    return town.somebody(email=spelling, browser=me.browser, ip=me.ip, **own), me, later(90)


def second_account(town: Town) -> tuple[Someone, Someone, datetime]:
    """Another mailbox altogether, out of the same browser."""
    me = town.buyer()
    own = {"home": me.home, "phone": me.phone} if town.dice.random() < 0.3 else {}
    return town.somebody(browser=me.browser, ip=me.ip, **own), me, later(45)


def own_parcel(town: Town) -> tuple[Someone, Someone, datetime]:
    """Another mailbox and another browser, but the parcel comes home, and so does the courier's call."""
    me = town.buyer()
    street, postcode, country = me.home
    written = town.dice.choice(
        [street, street.upper(), street.replace("Street", "St.").replace("Road", "Rd")]
    )
    return town.somebody(home=(written, postcode, country), phone=me.phone.replace(" ", "-")), me, later(300)


def old_customer(town: Town) -> tuple[Someone, Someone, datetime]:
    """Bought here for years (the store's history says so), and comes as a friend with a new account or the old one."""
    old = town.buyer()
    me = town.buyer()
    if town.dice.random() < 0.5:
        return old, me, later(60)
    return town.somebody(email=old.email, phone=old.phone, home=old.home), me, later(60)


def thrown_away(town: Town) -> tuple[Someone, Someone, datetime]:
    """A mailbox for ten minutes."""
    me = town.buyer()
    return (
        town.somebody(email=f"{town.dice.randrange(16**8):08x}@{town.dice.choice(THROWN_AWAY)}"),
        me,
        later(20),
    )


def burst(town: Town) -> tuple[Someone, Someone, datetime]:
    """A code posted to a script: a dozen and more friends in a day, out of one network."""
    me = town.buyer()
    before = town.dice.randrange(10, 30)
    for count in range(before):
        town.world.bring(town.somebody(ip=me.ip), me, later(count * 11))
    return town.somebody(ip=me.ip), me, later(before * 11)


def numbered(town: Town) -> tuple[Someone, Someone, datetime]:
    """Mailboxes with numbers at the end, each in a fresh browser, a few a day."""
    me = town.buyer()
    stem = f"{town.dice.choice(FIRST)}{town.dice.choice(LAST)}{town.dice.choice(FIRST)}"
    before = town.dice.randrange(3, 9)
    for count in range(before):
        town.world.bring(town.somebody(email=f"{stem}{count + 1}@mail.example"), me, later(count * 400))
    return town.somebody(email=f"{stem}{before + 1}@mail.example"), me, later(before * 400)


def drop(town: Town) -> tuple[Someone, Someone, datetime]:
    """Parcels of many "friends" go to one place, or one telephone answers for them all."""
    me = town.buyer()
    one = town.somebody()
    shared: dict[str, object] = {"home": one.home} if town.dice.random() < 0.5 else {"phone": one.phone}
    before = town.dice.randrange(4, 9)
    for count in range(before):
        town.world.bring(town.somebody(**shared), me, later(count * 700))
    return town.somebody(**shared), me, later(before * 700)


def ring(town: Town) -> tuple[Someone, Someone, datetime]:
    """Each brings the next; behind them are a few browsers, taken in turn."""
    browsers = [f"{town.dice.getrandbits(64):016x}" for _ in range(town.dice.randrange(2, 5))]
    chain = [town.buyer(browser=browsers[0])]
    before = town.dice.randrange(6, 15)
    for count in range(1, before):
        member = town.somebody(browser=browsers[count % len(browsers)])
        town.world.bring(member, chain[-1], later(count * 120))
        chain.append(member)
    return town.somebody(browser=browsers[before % len(browsers)]), chain[-1], later(before * 120)


# --- honest --------------------------------------------------------------------------------------------------------
def plain_friend(town: Town) -> tuple[Someone, Someone, datetime]:
    """Two people who know each other."""
    me = town.buyer()
    for count in range(town.dice.randrange(3)):
        town.world.bring(town.somebody(), me, later(-5000 * (count + 1)))
    return town.somebody(), me, later(100)


def household(town: Town) -> tuple[Someone, Someone, datetime]:
    """Under one roof: the same address and network, each their own telephone, mailbox and browser; some a landline."""
    me = town.buyer()
    own: dict[str, object] = {"phone": me.phone} if town.dice.random() < 0.25 else {}
    return town.somebody(home=me.home, ip=me.ip, **own), me, later(500)


def family_computer(town: Town) -> tuple[Someone, Someone, datetime]:
    """Under one roof and at one computer; the shop was asked and has allowed this household."""
    me = town.buyer()
    friend = town.somebody(home=me.home, ip=me.ip, browser=me.browser, phone=me.phone)
    town.world.households.add(frozenset((me.number, friend.number)))
    return friend, me, later(500)


def dormitory(town: Town) -> tuple[Someone, Someone, datetime]:
    """A house with many doors and one street number; two or three neighbours came before."""
    me = town.buyer()
    for count in range(town.dice.randrange(1, 3)):
        town.world.bring(town.somebody(home=me.home, ip=me.ip), me, later(-20_000 * (count + 1)))
    return town.somebody(home=me.home, ip=me.ip), me, later(100)


def colleagues(town: Town) -> tuple[Someone, Someone, datetime]:
    """One network at work; the tin of tea goes round."""
    me = town.buyer()
    before = town.dice.randrange(2, 5)
    for count in range(before):
        town.world.bring(town.somebody(ip=me.ip), me, later(count * 30))
    return town.somebody(ip=me.ip), me, later(before * 30)


def well_known(town: Town) -> tuple[Someone, Someone, datetime]:
    """Somebody with readers: many friends in a day, who have nothing in common."""
    me = town.buyer()
    before = town.dice.randrange(5, 9)
    for count in range(before):
        town.world.bring(town.somebody(), me, later(count * 40))
    return town.somebody(), me, later(before * 40)


FRAUD: tuple[Rule, ...] = (
    same_account, other_spelling, second_account, own_parcel, old_customer, thrown_away, burst, numbered, drop, ring,
)  # fmt: skip
HONEST: tuple[tuple[Rule, int], ...] = (
    (plain_friend, 40), (household, 20), (family_computer, 10), (dormitory, 10), (colleagues, 10), (well_known, 10),
)  # fmt: skip


def scenarios(seed: int = SEED) -> Iterator[Scenario]:
    """All 300, the same ones for a seed."""
    for rule, count, fraud in [
        *((one, EACH, True) for one in FRAUD),
        *((one, n, False) for one, n in HONEST),
    ]:
        for turn in range(count):
            town = Town(f"{seed}-{rule.__name__}-{turn}")
            friend, advocate, at = rule(town)
            yield Scenario(rule.__name__, fraud, town.world, friend, advocate, at)
