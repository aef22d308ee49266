"""The networks on which members can do something: data, with the addresses that are really theirs."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from loyalty.engine.ways import Link

FILE = Path(__file__).with_name("networks.json")


@dataclass(frozen=True, slots=True)
class Network:
    """`icon` is the path of a drawing of 24 by 24, `url` what an address of theirs must match as a whole."""

    id: str
    title: str
    icon: str
    url: str
    deeds: tuple[str, ...]

    def owns(self, address: str) -> bool:
        """Whether the address is theirs: none with a name or a port in it, none that reads two ways."""
        return "\\" not in address and bool(re.fullmatch(self.url, address, re.ASCII | re.IGNORECASE))


@cache
def networks() -> dict[str, Network]:
    """By id, in the order to show."""
    found = msgspec.json.decode(FILE.read_bytes(), type=list[Network])
    return {one.id: one for one in found}


def leads_astray(link: Link) -> str:
    """What is wrong with a link: "network", "deed", "url"; empty when nothing is."""
    network = networks().get(link.network)
    if network is None:
        return "network"
    if link.deed not in network.deeds:
        return "deed"
    return "" if network.owns(link.url) else "url"
