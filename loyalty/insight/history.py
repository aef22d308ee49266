"""A history file as facts: the platform's own webhooks, and what members did besides buying.

See docs/replay.md for the file. Nothing here asks the database.
"""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from loyalty.engine import facts
from loyalty.engine.activity import Done, micro
from loyalty.engine.facts import Fact, Unreadable
from loyalty.engine.replay.deeds import BirthdayTold, Did, Joined, Judged, Redeemed, ReferralJudged
from loyalty.insight.line import Line, why
from loyalty.insight.lines import Lines, Refusal
from loyalty.insight.shelf import Shelf
from loyalty.insight.shop_names import UNNAMED, names_in
from loyalty.shops.models import Shop
from loyalty.shops.platform import Platform, platform

T = TypeVar("T")
Judgement = Literal["done", "refused", "withdrawn", "ended"]
PLATFORM = "shopify"
CUSTOMER_GID = "gid://shopify/Customer/"
_ID = re.compile(r"(?:gid://shopify/[A-Za-z]+/)?([1-9][0-9]{0,18})", re.ASCII)


class Data(msgspec.Struct, frozen=True):
    advocate: str = ""
    order: str = ""
    points: int | None = None
    verdict: Literal["passed", "held", "refused"] = "passed"
    month: int = 0
    day: int = 0


class Activity(msgspec.Struct, frozen=True):
    """What a member did besides buying. With `judged` it tells what became of one told before."""

    member: str
    type: str
    data: msgspec.Raw = msgspec.Raw(b"null")  # evidence, but for the types that are ours
    key: Annotated[str, msgspec.Meta(max_length=160)] = ""
    quantity: str | None = None
    unit: str | None = None
    place: str | None = None
    proof: Literal["self_declared", "verified"] = "verified"
    judged: Judgement | None = None
    grade: str = ""


class Redemption(msgspec.Struct, frozen=True):
    """A reward that was bought and used."""

    member: str
    reward: str
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    data: Data | None = None


class History:
    """Facts in the order of time. What cannot be read is refused with its line and the reason, and left out."""

    def __init__(self, lines: Lines, *, currency: str | None, timezone: str) -> None:
        """`currency` None: the one of the first line that names one."""
        self.lines = lines
        self.shop = Shop(platform=PLATFORM, domain="", name="history", timezone=timezone)
        self.shop.currency = currency or self._told_currency() or "USD"

    def of(self, lines: Lines) -> "History":
        """The same shop, other lines."""
        other = copy(self)
        other.lines = lines
        return other

    def refuse(self, line: int, reason: str) -> None:
        self.lines.refused.append(Refusal(line, reason))

    def facts(self) -> Iterator[tuple[int, datetime, Fact]]:
        """(line, when, fact)."""
        reader = platform(PLATFORM)
        for number, line in self.lines.in_time():
            try:
                fact = self._read(reader, line)
            except Unreadable as why:
                self.refuse(number, str(why))
                continue
            if isinstance(fact, facts.ShopTold):
                self.shop.currency, self.shop.timezone = fact.currency, fact.timezone
            yield number, line.triggered_at, fact

    def goods(self) -> Shelf:
        """What the file says of products, read in a pass of its own: only for rules that look at them."""
        aside, reader, shelf = replace(self.lines, refused=[]), platform(PLATFORM), Shelf()
        for _, line in aside.in_time():
            if line.topic.startswith("products/"):
                try:
                    shelf.hear(self._read(reader, line), line.triggered_at)
                except Unreadable:
                    continue  # refused with its reason when the facts are read
        return shelf

    def _read(self, reader: Platform, line: Line) -> Fact:
        body = bytes(line.payload)
        if line.topic == "activity":
            return _activity(body, line.triggered_at)
        if line.topic == "redeem":
            return _redeemed(body)
        if not self.shop.domain and not line.topic.startswith(UNNAMED):
            self.shop.domain = names_in(body).domain
        return reader.read(topic=line.topic, body=body, shop=self.shop, triggered_at=line.triggered_at)

    def _told_currency(self) -> str | None:
        aside = replace(self.lines, refused=[])
        told = (names_in(bytes(line.payload)).currency for _, line in aside.in_time())
        return next((currency for currency in told if currency), None)


def _activity(body: bytes, at: datetime) -> Fact:
    told = _decoded(body, Activity)
    customer = _identity(told.member, "member")
    if told.type in ("joined", "sign_up"):
        return Joined(customer=customer)
    if told.type == "birthday":
        data = _data(told)
        return BirthdayTold(customer=customer, month=data.month, day=data.day)
    if told.type == "referred":
        data = _data(told)
        advocate = _identity(data.advocate, "data.advocate")
        return facts.Referred(friend=customer, advocate=advocate, at=at, verdict=data.verdict)
    if told.type == "referral_judged":
        return ReferralJudged(friend=customer, verdict=_data(told).verdict)
    return _did(told, customer, at)


def _data(told: Activity) -> Data:
    return Data() if bytes(told.data) == b"null" else _decoded(bytes(told.data), Data)


def _did(told: Activity, customer: str, at: datetime) -> Fact:
    if not told.key:
        raise Unreadable("key: every activity needs one of its own")
    name = told.type.replace("_", "-")  # as rules write it
    if told.judged:
        gone = "" if told.judged == "done" else told.judged
        return Judged(customer=customer, key=told.key, what=name, gone=gone, grade=told.grade)
    try:
        quantity = micro("1" if told.quantity is None else told.quantity)
    except ValueError as bad:
        raise Unreadable(f"quantity: {bad}") from None
    done = Done(
        type=name,
        at=at,
        quantity=quantity,
        unit=told.unit or "",
        place=told.place or "",
        proof=told.proof,
    )
    return Did(customer=customer, key=told.key, done=done)


def _redeemed(body: bytes) -> Fact:
    told = _decoded(body, Redemption)
    data = told.data or Data()
    return Redeemed(
        customer=_identity(told.member, "member"),
        reward=told.reward,
        key=told.key,
        order=_identity(data.order, "data.order") if data.order else "",
        points=data.points,
    )


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (ValueError, RecursionError) as bad:
        raise Unreadable(why(bad)) from None


def _identity(gid: str, field: str) -> str:
    found = _ID.fullmatch(gid)
    if not found:
        raise Unreadable(f"{field}: {gid[:60]!r} is no id of the platform")
    return found[1]
