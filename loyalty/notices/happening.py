"""What happened to a member, as far as anybody is told of it: by a letter, by a webhook, or both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Happening:
    """`key` is what it is about: the same key is told once. `facts` are row numbers, put into words when sent.

    `letter` is a kind of letter and `topic` a topic of webhooks; "" where nobody is told that way. `data` is the
    webhook's own.
    """

    shop_id: int
    member_id: int
    at: datetime
    key: str
    letter: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    topic: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
