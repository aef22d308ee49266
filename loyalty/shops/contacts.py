"""How somebody can be written to, as the store tells it at that moment. Never kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """`email` is empty where the store does not show it to us; `marketing` is whether they agreed to that."""

    email: str
    locale: str = ""
    first_name: str = ""
    marketing: bool = False
