"""The one door for requests to addresses that a merchant typed.

The name is looked up here, every address it has is checked, and the connection goes to the address that was
checked; the certificate is still the name's. Nothing is followed, unpacked or retried, and no proxy is asked.
"""

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from loyalty.common.outgoing.address import NotAllowed, NotFound, Target, addresses, target

SECONDS = 10.0
KEPT = 64 * 1024
PIECE = 16 * 1024
TRIED = 2  # addresses of one name


class NoAnswer(Exception):
    """Nobody answered in time or as HTTP wants it; the text says how, in English."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `cut` when there was more than we keep, `kind` is its Content-Type."""

    status: int
    body: bytes
    cut: bool
    kind: str = ""


def send(
    *,
    url: str,
    body: bytes = b"",
    headers: Mapping[str, str],
    method: str = "POST",
    seconds: float = SECONDS,
    keep: int = KEPT,
) -> Answer:
    """One request, `seconds` for all of it. A redirect is an answer like any other.

    Raises NotAllowed before anything is sent, and NoAnswer.
    """
    where, until = target(url), time.monotonic() + seconds
    said = [("Host", _authority(where)), ("Connection", "close"), *headers.items()]
    said.append(("Content-Length", str(len(body))))
    with httpcore.ConnectionPool(
        ssl_context=_trust(), network_backend=_Checked(until), http1=True, http2=False, retries=0
    ) as pool:
        origin = httpcore.URL(
            scheme=where.scheme, host=where.host, port=where.port, target=where.path.encode()
        )
        limits = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        try:
            with pool.stream(
                method, origin, headers=said, content=body, extensions={"timeout": limits}
            ) as answer:
                kept, cut = _first(answer.iter_stream(), keep)
                kinds = (value for name, value in answer.headers if name.lower() == b"content-type")
                return Answer(answer.status, kept, cut, next(kinds, b"").decode("ascii", "replace"))
        except NotFound:
            raise NoAnswer("the name has no address") from None
        except httpcore.TimeoutException:
            raise NoAnswer(f"no answer within {seconds:g} s") from None
        except httpcore.NetworkError as bad:
            raise NoAnswer(f"no connection: {str(bad)[:200]}") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as bad:
            raise NoAnswer(f"not an answer in HTTP: {str(bad)[:200]}") from None


def _authority(where: Target) -> str:
    host = f"[{where.host}]" if ":" in where.host else where.host
    usual = {"https": 443, "http": 80}[where.scheme]
    return host if where.port == usual else f"{host}:{where.port}"


def _first(pieces: Iterable[bytes], keep: int) -> tuple[bytes, bool]:
    kept = b""
    for piece in pieces:
        kept += piece
        if len(kept) > keep:
            return kept[:keep], True
    return kept, False


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class _Checked(httpcore.NetworkBackend):
    """Connects to an address that was checked, until a moment that was set."""

    def __init__(self, until: float) -> None:
        self.until, self.plain = until, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception = NotFound(host)
        for address in addresses(host, seconds=_left(self.until))[:TRIED]:
            try:
                made = self.plain.connect_tcp(address, port, _left(self.until), None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as bad:
                failed = bad
            else:
                return _Timed(made, self.until)
        raise failed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise NotAllowed("inside")


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends at the same moment, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self.inner, self.until = inner, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            self.inner.write(buffer[start : start + PIECE], _left(self.until))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self.inner.start_tls(ssl_context, server_hostname, _left(self.until)), self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(until: float) -> float:
    """Seconds that are left. Raises ReadTimeout."""
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
