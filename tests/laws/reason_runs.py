"""The corpus worked through the desk and through the engine alone; every reason is held to law T4."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from loyalty.desk.reasons import Reasons, reasons
from loyalty.engine.about import About
from loyalty.engine.document import Document, parse
from loyalty.engine.every_answer import Unanswered, every_answer
from loyalty.engine.facts import Fact
from loyalty.engine.limits import Rooms
from loyalty.engine.order_state import EMPTY, OrderState, merge
from loyalty.engine.reasons import recompute
from loyalty.engine.terms import Asked, Firsts, Terms, decide_by_terms
from loyalty.goods import shelf
from tests.laws import corpus
from tests.laws.world import START, World

NOW = START + timedelta(days=60)


def by_the_desk(dice: random.Random, *, orders: int) -> Reasons:
    """One programme with so many orders, and what is wrong with their reasons."""
    return reasons(shop=worked(dice, orders=orders).shop)


def worked(dice: random.Random, *, orders: int, batch: int = 40) -> World:
    """One programme, so many orders; their messages are shuffled among each other."""
    world = World(corpus.document(dice))
    shelf.keep(shop=world.shop, ids=corpus.GOODS, found=corpus.GOODS, read_at=NOW)
    stories = [corpus.story(dice, number) for number in range(1, orders + 1)]
    waiting = [number for number, story in enumerate(stories) for _ in story]
    dice.shuffle(waiting)
    told: list[Fact] = [stories[number].pop(0) for number in waiting]
    world.tell(told, now=NOW, batch=batch)
    return world


def by_the_engine(dice: random.Random, *, orders: int) -> list[str]:
    """The same with members of every kind and rooms that fill up; returns the faults."""
    run = Run(parse(corpus.document(dice)), dice)
    return [f"order {number}: {fault}" for number in range(orders) for fault in run.order(number)]


@dataclass
class Run:
    """One programme in memory; its rooms are shared by all its orders."""

    document: Document
    dice: random.Random
    rooms: Rooms = field(default_factory=Rooms)

    def order(self, number: int) -> Iterator[str]:
        """Tells an order's story message by message, and holds every answer to the law."""
        about, member = corpus.about(self.dice), self.dice.randrange(1, 9)
        first = {member: 99} if self.dice.random() < 0.2 else {}
        state, terms = EMPTY, None
        for fact in corpus.story(self.dice, number):
            state = merge(state, fact)
            ask = partial(self._ask, state, member, about)
            asked = ask(terms, Firsts(dict(first)), self.rooms)
            terms = asked.pin or terms
            yield from _faults(self.document, asked)
            if terms is not None:
                again = ask(terms, Firsts(), Rooms(closed=True))
                if _points(again) != _points(asked):
                    yield f"decided {_points(asked)}, and again {_points(again)}"
        yield from self._overdrawn()

    def _ask(
        self, state: OrderState, member: int, about: About, terms: Terms | None, known: Firsts, rooms: Rooms
    ) -> Asked:
        return decide_by_terms(
            self.document, state, version=1, terms=terms, member_id=member, known=known,
            timezone="America/New_York", about=lambda _pinned: about, rooms=rooms,
        )  # fmt: skip

    def _overdrawn(self) -> Iterator[str]:
        sizes = {f"cap:{one.id}": one.points for one in self.document.caps}
        sizes |= {f"campaign:{one.id}": one.budget or 0 for one in self.document.campaigns}
        for key, used in self.rooms.used.items():
            if used > sizes.get(key.name, used):
                yield f"{key} has given {used}"


def _points(asked: Asked) -> dict[str, int]:
    return {one.rule: one.points for one in asked.decisions if one.points}


def _faults(document: Document, asked: Asked) -> Iterator[str]:
    for one in asked.decisions:
        try:
            points = recompute(one.reason)
        except (KeyError, ValueError) as error:
            yield f"{one.rule} does not recompute: {error}"
            continue
        if points != one.points:
            yield f"{one.rule} gives {one.points}, its reason makes {points}"
    try:
        every_answer(document, {one.rule: one.reason for one in asked.decisions})
    except Unanswered as fault:
        yield str(fault)
