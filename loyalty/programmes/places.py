"""Where two documents differ: one place for each, by path. What has an id is found by it, wherever it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class _Nothing:
    """Stands where one document says nothing."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


class Id(str):
    """A step of a path that names one of several things."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """`path` is made of keys, and of `Id`s where there is a list. A side that says nothing is NOTHING."""

    path: tuple[str, ...]
    before: Any
    after: Any


def places(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Place]:
    """In the order of `after`, what it no longer says at the end of each part."""
    yield from _walk((), before, after)


def _walk(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Place]:
    if before == after:
        return
    old, new = _parts(before, path), _parts(after, path)
    if old is None or new is None:
        yield Place(path, before, after)
        return
    for name in [*new, *(name for name in old if name not in new)]:
        yield from _walk((*path, name), old.get(name, NOTHING), new.get(name, NOTHING))


def _parts(value: Any, path: tuple[str, ...]) -> dict[str, Any] | None:
    """What to look into: a mapping, a list of things with ids; None for a value to be told whole.

    A part that one side lacks is looked into where it is a whole section, and told whole where it is one of several.
    """
    if value is NOTHING:
        return {} if len(path) == 1 or path[-1:] == ("levels",) else None
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list) and all(isinstance(one, Mapping) and "id" in one for one in value):
        return {Id(one["id"]): one for one in value}
    return None
