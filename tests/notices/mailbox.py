"""A real mail server on loopback that keeps what it is given, and fails as it is told."""

import random
from asyncio.base_events import Server
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """`failing` is how often, by the dice of `seed`, it says no for now; half of that in the middle of a mail.

    `unknown` are addresses that do not exist.
    """

    failing: float = 0.0
    seed: int = 1
    unknown: set[str] = field(default_factory=set)
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    refused: int = 0
    port: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def fails(self) -> bool:
        with self._lock:
            failed = self.dice.random() < self.failing
            self.refused += failed
            return failed

    def keep(self, people: Iterable[str], content: bytes) -> None:
        with self._lock:
            self.raw.extend((to, content) for to in people)

    @property
    def mails(self) -> list[EmailMessage]:
        return [parsed(raw) for _, raw in self.raw]

    def to(self, address: str) -> list[EmailMessage]:
        return [parsed(raw) for to, raw in self.raw if to == address]


@dataclass
class Door:
    """What aiosmtpd calls. It looks at every attribute of its handler for each connection: here are none that cost."""

    box: Mailbox

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.box.unknown:
            return "550 5.1.1 nobody of that name"
        if self.box.failing and self.box.dice.random() < 0.5 and self.box.fails():
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.box.failing and self.box.fails():
            if self.box.dice.random() < 0.3:
                assert server.transport is not None
                server.transport.close()
            return "451 4.3.0 try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        self.box.keep(envelope.rcpt_tos, content)
        return "250 OK"


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


class OnAnyPort(Controller):
    """The system chooses the port; the controller knocks there to see that it listens."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_mailbox(box: Mailbox) -> Iterator[Mailbox]:
    """Listens until the block ends."""
    controller = OnAnyPort(Door(box), hostname="127.0.0.1", port=0, server_hostname="mail.example")
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
