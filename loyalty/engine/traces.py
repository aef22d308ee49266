"""What two accounts of one person would have in common, each written in one way however it was spelled.

Plain values: whoever keeps them keeps keyed hashes only.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from disposable_email_domains import blocklist

from loyalty.common.email import plain

Kind = Literal["mailbox", "stem", "thrown_away", "address", "phone", "browser", "network"]
_ENDING = re.compile(r"[0-9]+$", re.ASCII)
_WORDS = {
    "street": "st", "str": "st", "road": "rd", "avenue": "ave", "av": "ave", "lane": "ln", "drive": "dr",
    "boulevard": "blvd", "apartment": "apt", "strasse": "st", "straße": "st",
}  # fmt: skip
_ONE_MAILBOX = {"googlemail.com": "gmail.com"}
_NO_DOTS = {"gmail.com"}
PHONE_DIGITS = 9  # with or without the country


class Trace(NamedTuple):
    """One thing an account was seen with."""

    kind: Kind
    value: str


def traces_of(
    *,
    email: str = "",
    street: str = "",
    postcode: str = "",
    country: str = "",
    phone: str = "",
    browser: str = "",
    ip: str = "",
) -> Iterator[Trace]:
    """Those that are told; what is too short to mean anything is left out."""
    yield from _of_mail(email)
    lines = _address(street)
    if lines and postcode.strip():
        yield Trace("address", " ".join((lines, _squeezed(postcode), country.strip().casefold())))
    digits = "".join(one for one in phone if one.isdecimal())
    if len(digits) >= PHONE_DIGITS:
        yield Trace("phone", digits[-PHONE_DIGITS:])
    if len(browser) >= 16:
        yield Trace("browser", browser[:64])
    if ip:
        yield Trace("network", ip[:45])


def mailbox(email: str) -> str:
    """The mailbox behind an address: without a tag, and without dots where they mean nothing; "" for none."""
    local, at, domain = plain(email).rpartition("@")
    if not (local and at and domain):
        return ""
    domain = _ONE_MAILBOX.get(domain, domain)
    local = local.split("+", 1)[0]
    if domain in _NO_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def _of_mail(email: str) -> Iterator[Trace]:
    box = mailbox(email)
    if not box:
        return
    yield Trace("mailbox", box)
    local, _, domain = box.partition("@")
    stem = _ENDING.sub("", local)
    if stem and stem != local:
        yield Trace("stem", f"{stem}@{domain}")
    if domain in blocklist:
        yield Trace("thrown_away", domain)


def _address(street: str) -> str:
    text = unicodedata.normalize("NFKC", street).casefold()
    words = "".join(one if one.isalnum() else " " for one in text).split()
    return " ".join(_WORDS.get(word, word) for word in words)


def _squeezed(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())
