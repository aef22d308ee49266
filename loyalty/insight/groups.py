"""Which lines of a history have to do with each other: a member's and their orders', by everything that names them.

Names that might mean the same are taken to: too large a group only costs time.
"""

from array import array
from collections import Counter
from datetime import datetime

from loyalty.insight.line import LINE, Line, decoded
from loyalty.insight.line_names import Named, names, quick_names, understood
from loyalty.insight.naming import Told
from loyalty.insight.shop_names import UNNAMED, names_in

NAMELESS = (*UNNAMED, "activity", "redeem")
EVERYBODY = 255  # the share of a line that all must hear


class Groups:
    """Lines of a file, in the order in which they are heard. `first_domain`: the shop as the earliest names it."""

    def __init__(self) -> None:
        self._by_name: dict[int, int] = {}  # hashes of names: two that have the same are taken for one
        self._joined = array("L", [0])  # 0 is whatever names nobody
        self._lines = array("L")
        self._to_all: set[int] = set()
        self._domain_at: datetime | None = None
        self.first_domain = ""

    def understand(self, raw: bytes) -> Told | None:
        """The line, where it is one of those that are quickly understood."""
        return understood(raw)

    def hear(self, raw: bytes, told: Told | None) -> None:
        """One more line of the file."""
        if told is None:
            self._hear_slowly(raw)
        else:
            self._put(quick_names(told))

    def go_on(self, later: "Groups") -> None:
        """What another heard of the lines that follow."""
        joined, known, many, lines = self._joined, self._by_name, len(self._joined) - 1, len(self._lines)
        joined.extend([group + many for group in later._joined[1:]])
        for name, group in later._by_name.items():
            here = known.setdefault(name, group + many)
            if here != group + many:
                self._join(group + many, here)
        self._lines.extend([group and group + many for group in later._lines])
        self._to_all |= {place + lines for place in later._to_all}
        if later._domain_at is not None and (self._domain_at is None or later._domain_at < self._domain_at):
            self.first_domain, self._domain_at = later.first_domain, later._domain_at

    def _hear_slowly(self, raw: bytes) -> None:
        try:
            line = decoded(LINE, raw)
        except ValueError:
            self._lines.append(0)
            return
        if line.topic.startswith("shop/"):
            self._to_all.add(len(self._lines))
        if not line.topic.startswith(NAMELESS):
            self._hear_domain(line)
        self._put(tuple(names(line)))

    def _put(self, found: Named) -> None:
        """A line that names all these."""
        group, known, new = 0, self._by_name, []
        for name in found:
            if name:
                other = known.get(name)
                if other is None:
                    new.append(name)
                elif not group:
                    group = other
                elif other != group:
                    group = self._join(group, other)
        if new:
            group = group or self._begin()
            for name in new:
                known[name] = group
        self._lines.append(group)

    def shares(self, least: int) -> bytearray:
        """The share of each line, 0 or 1, about as many lines in each; none where one would have fewer than `least`."""
        sizes: Counter[int] = Counter()
        for group, size in Counter(self._lines).items():
            sizes[self._root(group)] += size
        many, share = [sizes.pop(0, 0), 0], {0: 0}
        for root, size in sizes.most_common():
            fewer = many.index(min(many))
            share[root] = fewer
            many[fewer] += size
        if min(many) < least:
            return bytearray(0)
        each = [share.get(self._root(group), 0) for group in range(len(self._joined))]
        found = bytearray(map(each.__getitem__, self._lines))
        for place in self._to_all:
            found[place] = EVERYBODY
        return found

    def _hear_domain(self, line: Line) -> None:
        if self._domain_at is None or line.triggered_at < self._domain_at:
            domain = names_in(bytes(line.payload)).domain
            if domain:
                self.first_domain, self._domain_at = domain, line.triggered_at

    def _begin(self) -> int:
        self._joined.append(len(self._joined))
        return len(self._joined) - 1

    def _root(self, group: int) -> int:
        joined = self._joined
        while joined[group] != group:
            joined[group] = group = joined[joined[group]]
        return group

    def _join(self, group: int, other: int) -> int:
        other = self._root(other)
        self._joined[self._root(group)] = other
        return other
