"""The networks on which members can do something: data, with the addresses that are really theirs."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from loyalty.engine.ways import Account, Link, Post

FILE = Path(__file__).with_name("networks.json")


@dataclass(frozen=True, slots=True)
class Network:
    """`icon` is the path of a drawing of 24 by 24, `url` what an address of theirs must match as a whole.

    `post` finds what names a post in such an address, the same in every spelling of it; none: posts cannot be told
    apart. `provider` is allauth's class for signing in there; none: nobody can prove an account.
    """

    id: str
    title: str
    icon: str
    url: str
    deeds: tuple[str, ...]
    post: str = ""
    provider: str = ""

    def owns(self, address: str) -> bool:
        """Whether the address is theirs: none with a name or a port in it, none that reads two ways."""
        return "\\" not in address and bool(re.fullmatch(self.url, address, re.ASCII | re.IGNORECASE))

    def post_of(self, address: str) -> str:
        """What names the post at an address of theirs; empty for an address that is no post's."""
        found = re.search(self.post, address, re.ASCII) if self.post and self.owns(address) else None
        return next((part for part in found.groups() if part), "") if found else ""


@cache
def networks() -> dict[str, Network]:
    """By id, in the order to show."""
    found = msgspec.json.decode(FILE.read_bytes(), type=list[Network])
    return {one.id: one for one in found}


def leads_astray(how: Link | Account | Post) -> str:
    """What is wrong with a way to a network: "network", "deed", "url"; empty when nothing is."""
    network = networks().get(how.network)
    if network is None:
        return "network"
    if not isinstance(how, Link):
        able = network.provider if isinstance(how, Account) else network.post
        return "" if able else "network"
    if how.deed not in network.deeds:
        return "deed"
    return "" if network.owns(how.url) else "url"
