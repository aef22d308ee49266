"""A load that does not wait for answers: every request has its moment, whatever became of those before.

Latencies are counted from that moment, so that a server that stands still is not asked less.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.faults.stage import ended, forked

PATIENCE = 10.0
AT_ONCE = 256  # connections of one kind

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Make = Callable[[int], bytes]  # the whole request of that number


class Kind(NamedTuple):
    """So many a second, each made just before it goes."""

    rate: float
    make: Make


@dataclass
class Seen:
    """What became of one kind: seconds by answer, and how many had which code (0: none came)."""

    seconds: list[float] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, code: int, seconds: float) -> None:
        self.codes[str(code)] += 1
        self.seconds.append(seconds)

    @property
    def asked(self) -> int:
        return sum(self.codes.values())

    @property
    def taken(self) -> int:
        return sum(many for code, many in self.codes.items() if code.startswith("2"))

    def part(self, share: float) -> float:
        """Seconds within which that share was answered."""
        ranked = sorted(self.seconds)
        return ranked[min(int(len(ranked) * share), len(ranked) - 1)] if ranked else 0.0


def sent(kinds: Mapping[str, Kind], *, port: int, seconds: float) -> dict[str, Seen]:
    """What became of them, by a process of its own. Raises RuntimeError when that broke off."""
    out, into = os.pipe()
    child = forked(lambda: _run(kinds, port, seconds, into))
    os.close(into)
    with os.fdopen(out) as told:
        said = told.read()
    if ended(child):
        raise RuntimeError("the load itself broke off")
    return {name: Seen(taken, codes) for name, (taken, codes) in json.loads(said).items()}


def _run(kinds: Mapping[str, Kind], port: int, seconds: float, pipe: int) -> None:
    seen = asyncio.run(_all(kinds, port, seconds))
    with os.fdopen(pipe, "w") as out:
        json.dump({name: [one.seconds, one.codes] for name, one in seen.items()}, out)


async def _all(kinds: Mapping[str, Kind], port: int, seconds: float) -> dict[str, Seen]:
    seen = {name: Seen() for name in kinds}
    await asyncio.gather(*(_kind(kind, seen[name], port, seconds) for name, kind in kinds.items()))
    return seen


async def _kind(kind: Kind, seen: Seen, port: int, seconds: float) -> None:
    idle: list[Line] = []
    room, under_way = asyncio.Semaphore(AT_ONCE), set()
    clock = asyncio.get_running_loop().time
    began = clock()
    for number in range(round(kind.rate * seconds)):
        moment = began + number / kind.rate
        await asyncio.sleep(max(moment - clock(), 0))

        async def one(number: int = number, moment: float = moment) -> None:
            async with room:
                code = await _asked(kind.make(number), idle, port)
            seen.add(code, clock() - moment)

        task = asyncio.create_task(one())
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    for _, writer in idle:
        writer.close()


async def _asked(request: bytes, idle: list[Line], port: int) -> int:
    """The answer's code, or 0."""
    writer = None
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = _open(idle) or await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        if writer is not None:
            writer.close()
        return 0
    idle.append((reader, writer))
    return int(head[9:12])


def _open(idle: list[Line]) -> Line | None:
    """The connection used last that the server has not hung up since: it does after half a minute's silence."""
    while idle:
        reader, writer = idle.pop()
        if not reader.at_eof():
            return reader, writer
        writer.close()
    return None


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0
