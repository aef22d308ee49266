"""The same door for allauth, which asks social networks through `requests`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import BaseAdapter

from loyalty.common.outgoing.address import NotAllowed
from loyalty.common.outgoing.send import NoAnswer, send

KEPT = ("Accept", "Authorization", "Client-ID", "Content-Type")  # of what a library wants to say


class Door(BaseAdapter):
    """Sends what a session was asked to send, wherever that may lead."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Raises requests.ConnectionError."""
        body = request.body if isinstance(request.body, str | bytes) else b""  # we send no streams
        said = {name: str(value) for name, value in request.headers.items() if name in KEPT}
        try:
            got = send(
                url=here(str(request.url)),
                body=body.encode() if isinstance(body, str) else body,
                headers=said,
                method=str(request.method),
            )
        except (NotAllowed, NoAnswer) as no:
            raise requests.ConnectionError(str(no), request=request) from None
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = got.status, str(request.url), request
        answer.headers["Content-Type"] = got.kind or "application/octet-stream"
        answer._content = got.body
        return answer

    def close(self) -> None:
        """Nothing is kept open."""


def here(url: str) -> str:
    """Where a network's address is reached: there, or at a pretend network."""
    host = urlsplit(url).netloc
    return url.replace(f"https://{host}", str(settings.NETWORK_ORIGIN).replace("{host}", host), 1)


def session() -> requests.Session:
    """Neither proxies nor passwords of this machine are asked; a redirect leads nowhere."""
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", Door())
    made.mount("http://", Door())
    return made
