"""The facts of a past, packed small: encrypted in the shop's own rows, and read back in the order of time."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any, BinaryIO

import msgspec
from cryptography.fernet import InvalidToken
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_noop
from msgspec.structs import replace

from loyalty.common.encrypted import box
from loyalty.engine.facts import Fact, OrderTold
from loyalty.insight.lines import EPOCH
from loyalty.insight.models import PastOrders, PastPart

PIECE = 4 * 2**20  # bytes of an uploaded file in one part
MICROSECOND = timedelta(microseconds=1)
_encode = msgspec.msgpack.Encoder().encode


class Sealed(Exception):
    """A part that no key of ours opens any more: the past must be read anew."""


class Told(msgspec.Struct, array_like=True, frozen=True):
    """One fact, packed, and when it happened."""

    micros: int
    fact: msgspec.Raw

    @property
    def at(self) -> datetime:
        return EPOCH + self.micros * MICROSECOND

    def open(self) -> Fact:
        found: Fact = _facts().decode(self.fact)
        return found


_parts = msgspec.msgpack.Decoder(list[Told])


@lru_cache(maxsize=1)
def _facts() -> msgspec.msgpack.Decoder[Any]:
    """Every kind of fact there is."""
    return msgspec.msgpack.Decoder(reduce(or_, Fact.__subclasses__()))


def packed(at: datetime, fact: Fact) -> Told:
    """What a person may be known again by is not kept."""
    if isinstance(fact, OrderTold) and fact.signs is not None:
        fact = replace(fact, signs=None)
    return Told((at - EPOCH) // MICROSECOND, msgspec.Raw(_encode(fact)))


def keep(past: PastOrders, told: Sequence[Told], *, number: int) -> None:
    """One part; the number is the caller's, so that a part told again is there once."""
    PastPart.objects.update_or_create(
        past=past, raw=False, number=number, defaults={"body": seal(_encode(told))}
    )


def keep_file(past: PastOrders, file: "UploadedFile[Any]") -> None:
    for number, piece in enumerate(file.chunks(PIECE)):
        PastPart.objects.create(past=past, raw=True, number=number, body=seal(piece))


def write_file(past: PastOrders, file: BinaryIO) -> None:
    """The uploaded file as it was. Raises Sealed."""
    for body in _bodies(past, raw=True):
        file.write(body)
    file.flush()


def in_time(past: PastOrders) -> list[Told]:
    """Everything, still packed: by time, then as it came. Raises Sealed."""
    found = [told for body in _bodies(past, raw=False) for told in _parts.decode(body)]
    found.sort(key=lambda told: told.micros)
    return found


def rewrite(past: PastOrders, change: "Iterable[tuple[int, list[Told]]]") -> None:
    """Puts other facts into parts by their numbers."""
    for number, told in change:
        PastPart.objects.filter(past=past, raw=False, number=number).update(body=seal(_encode(told)))


def each(past: PastOrders) -> Iterator[tuple[int, list[Told]]]:
    """Part by part. Raises Sealed."""
    rows = PastPart.objects.filter(past=past, raw=False).order_by("number")
    for number, body in rows.values_list("number", "body").iterator(chunk_size=1):
        yield number, _parts.decode(opened(body))


def seal(body: bytes) -> bytes:
    return box().encrypt(zlib.compress(body, 6))


def opened(body: bytes | memoryview) -> bytes:
    try:
        return zlib.decompress(box().decrypt(bytes(body)))
    except InvalidToken:
        raise Sealed(
            gettext_noop("The keys of this installation have changed since; read the past again.")
        ) from None


def _bodies(past: PastOrders, *, raw: bool) -> Iterator[bytes]:
    rows = PastPart.objects.filter(past=past, raw=raw).order_by("number")
    for body in rows.values_list("body", flat=True).iterator(chunk_size=1):
        yield opened(body)
