"""The file of a finished bulk operation: fetched whole, then read order by order.

A line's children may stand anywhere behind it, so one pass notes where everything is, and a second reads it.
"""

import os
from array import array
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import httpx
import msgspec
from django.conf import settings

from loyalty.platforms.shopify.calls import Faulty, Unreachable, client

LARGEST = 8 * 2**30
LONGEST = 32 * 2**20  # of one line


class FileGone(Faulty):
    """The address no longer answers: it lives for a week."""


class Place(msgspec.Struct, frozen=True):
    """The keys by which lines find each other."""

    id: str
    parent: str = msgspec.field(name="__parentId", default="")


class OrderFile:
    """Orders with their lines, each as the platform's own JSON."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.roots: dict[str, int] = {}
        self._below: dict[str, array[int]] = defaultdict(lambda: array("Q"))

    def index(self) -> None:
        """Raises Faulty for a file that was cut short."""
        place = msgspec.json.Decoder(Place).decode
        offset = 0
        self.file.seek(0)
        while line := self.file.readline(LONGEST):
            if not line.endswith(b"\n"):
                raise Faulty("The store's export of orders ends in the middle of a line.")
            try:
                found = place(line)
            except msgspec.DecodeError:
                raise Faulty("The store's export of orders has a line that cannot be read.") from None
            if found.parent:
                self._below[found.parent].append(offset)
            else:
                self.roots[found.id] = offset
            offset += len(line)

    def orders(self) -> Iterator[dict[str, Any]]:
        """Nodes such as the query for a page of orders has, all their lines on one page."""
        for gid, offset in self.roots.items():
            order = self._at(offset)
            lines = [self._at(below) for below in self._below.get(gid, ())]
            yield order | {"lineItems": {"nodes": lines, "pageInfo": {"hasNextPage": False}}}

    def _at(self, offset: int) -> dict[str, Any]:
        size = 4096
        while b"\n" not in (found := os.pread(self.file.fileno(), size, offset)):
            size *= 8
        line: dict[str, Any] = msgspec.json.decode(found[: found.index(b"\n")])
        return line


@contextmanager
def fetched(url: str) -> Iterator[OrderFile]:
    """The file at an address the platform gave us. Raises FileGone, Unreachable or Faulty."""
    _must_be_safe(url)
    with TemporaryFile() as file:
        try:
            with client().stream("GET", url) as response:
                _must_be_there(response)
                for some in response.iter_bytes():
                    file.write(some)
                    if file.tell() > LARGEST:
                        raise Faulty("The store's export of orders is larger than 8 GB.")
        except httpx.HTTPError as bad:
            raise Unreachable(f"The store's export could not be fetched: {type(bad).__name__}") from bad
        file.flush()
        found = OrderFile(file)
        found.index()
        yield found


def _must_be_safe(url: str) -> None:
    """Only the pretend store may answer without TLS."""
    scheme = urlsplit(url).scheme
    if scheme != "https" and not str(settings.SHOPIFY_ORIGIN).startswith("http://"):
        raise Faulty("The store's export lies at an address that is not safe.")


def _must_be_there(response: httpx.Response) -> None:
    if response.status_code in (401, 403, 404, 410):
        raise FileGone("The store's export of orders is no longer there.")
    if response.status_code != 200:
        raise Faulty(f"The store answered {response.status_code} instead of its export.")
