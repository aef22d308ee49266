"""Who the shopper is, in memory: by customer id, else by e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from loyalty.common.email import plain
from loyalty.engine.replay.person import Key, Person

CUSTOMER, EMAIL = "customer", "email"


def key_of(*, customer: str, email: str) -> Key | None:
    """The strongest identity that is known, or None for nobody."""
    if customer:
        return (CUSTOMER, customer)
    return (EMAIL, plain(email)) if email.strip() else None


@dataclass(slots=True)
class People:
    """Everybody, in the order in which they were first seen; number 1 is the first."""

    everybody: list[Person] = field(default_factory=list)
    by_key: dict[Key, Person] = field(default_factory=dict)
    forgotten: set[Key] = field(default_factory=set)
    lots: "count[int]" = field(default_factory=lambda: count(1))

    def numbered(self, number: int) -> Person:
        return self.everybody[number - 1]

    def recognise(self, keys: Iterable[Key]) -> dict[Key, Person]:
        """People by key; whoever is new becomes a guest. Merged people answer as the kept one."""
        return {key: self.by_key.get(key) or self.admit(key) for key in sorted(set(keys))}

    def customer(self, customer: str) -> Person:
        """The one a customer id belongs to, admitted when new."""
        key = (CUSTOMER, customer)
        return self.by_key.get(key) or self.admit(key)

    def named(self, *, customer: str, email: str) -> list[Person]:
        """Everybody known by one of these."""
        keys = ((CUSTOMER, customer), (EMAIL, plain(email)))
        found = {person.number: person for key in keys if (person := self.by_key.get(key))}
        return [found[number] for number in sorted(found)]

    def knows(self, person: Person, key: Key) -> bool:
        """Gives the person one more way to be recognised, unless it is somebody's; whether it is new."""
        if key in self.by_key:
            return False
        self.by_key[key] = person
        person.keys.append(key)
        return True

    def move(self, gone: Person, kept: Person) -> None:
        """What recognised one recognises the other."""
        for key in gone.keys:
            self.by_key[key] = kept
        kept.keys += gone.keys
        gone.keys = []

    def forget(self, person: Person) -> None:
        """Takes away what the person is recognised by."""
        for key in person.keys:
            del self.by_key[key]
        self.forgotten.update(person.keys)
        person.keys, person.customer, person.erased = [], "", True

    def dismiss_after(self, number: int) -> None:
        """Forgets that anybody was admitted after the first `number` people: the fact was refused."""
        for person in self.everybody[number:]:
            for key in person.keys:
                del self.by_key[key]
        del self.everybody[number:]

    def admit(self, key: Key) -> Person:
        """A guest, or a customer, of whom nobody heard before."""
        kind, value = key
        person = Person(
            number=len(self.everybody) + 1,
            customer=value if kind == CUSTOMER else "",
            keys=[key],
            lots=self.lots,
            returned=key in self.forgotten,
        )
        self.everybody.append(person)
        self.by_key[key] = person
        return person
