"""A shop on paper whose messages go into a history file, and are replayed from there."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loyalty.engine.document import parse
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import figures, members
from loyalty.insight.history import History
from loyalty.insight.lines import Lines
from loyalty.insight.play import play, tell_all
from tests.laws.world import START
from tests.worked_examples.paper import Paper

Document = dict[str, Any]
LATER = START + timedelta(days=3650)


class PaperShop(Paper):
    """`document` is live since ever; `publish` adds a later one."""

    def __init__(
        self, document: Document, folder: Path, *, currency: str = "USD", timezone: str = "America/New_York"
    ) -> None:
        self.versions = [(START - timedelta(days=4000), parse(document))]
        self.file = folder / "history.jsonl"
        self.currency, self.timezone = currency, timezone
        self.clock = START
        self.lines: list[Document] = []

    def publish(self, document: Document, *, at: datetime) -> None:
        self.versions.append((at, parse(document)))

    def send(self, topic: str, payload: Document, times: int = 1) -> None:
        line = {"topic": topic, "triggered_at": self._stamp(), "payload": payload}
        self.lines += [json.loads(json.dumps(line))] * times

    def activity(self, kind: str, customer: int = 7001, **data: Any) -> None:
        member = f"gid://shopify/Customer/{customer}"
        self.send("activity", {"member": member, "type": kind, "key": f"{kind}-{customer}", "data": data})

    def redeem(self, reward: str, key: str, customer: int = 7001, order: Document | None = None) -> None:
        data = {"order": order["admin_graphql_api_id"]} if order else {}
        member = f"gid://shopify/Customer/{customer}"
        self.send("redeem", {"member": member, "reward": reward, "key": key, "data": data})

    def customer(self, customer: int, email: str, *, verified: bool = True) -> None:
        told = {"id": customer, "email": email, "verified_email": verified, "updated_at": self._stamp()}
        self.send("customers/create", told)

    def merge(self, *, kept: int, gone: int) -> None:
        gid = "gid://shopify/Customer/"
        told = {
            "admin_graphql_api_customer_kept_id": f"{gid}{kept}",
            "admin_graphql_api_customer_deleted_id": f"{gid}{gone}",
            "status": "completed",
        }
        self.send("customers/merge", told)

    def wait(self, **time: int) -> None:
        self.clock += timedelta(**time)

    def write(self, lines: Iterable[Document] | None = None) -> Path:
        self.file.write_text("".join(json.dumps(line) + "\n" for line in (lines or self.lines)))
        return self.file

    def answer(self, as_of: datetime | None = None) -> dict[str, Any]:
        """What the command would print; for a shop with one version. Two processes say the same as one."""
        document, file = self.versions[-1][1], self.write()
        alone = play(document, file, timezone=self.timezone, as_of=as_of)
        assert play(document, file, timezone=self.timezone, as_of=as_of, ways=2, worth=0) == alone
        return alone

    def replay(self, until: datetime | None = None) -> Replay:
        """All versions played, reasons kept."""
        lines = Lines(self.write())
        lines.index(lambda _done: None)
        history = History(lines, currency=self.currency, timezone=self.timezone)
        made = Replay(self.versions, timezone=self.timezone, currency=self.currency, reasons=True)
        end = until or lines.last or START
        tell_all(made, history, until=end)
        made.until(end)
        refused = sorted(lines.refused, key=lambda one: one.line)
        self.refused = [{"line": one.line, "reason": one.reason} for one in refused]
        return made

    def has(self, customer: int = 7001, until: datetime | None = None) -> dict[str, int]:
        found = {name: person for person, name in members(self.replay(until))}
        return figures(found[str(customer)])

    def reason(self, order: Document) -> dict[str, Any]:
        known = self.replay().orders.known[str(order["id"])]
        [held] = known.held
        assert held.reason is not None
        return held.reason


def points(figures: dict[str, int]) -> tuple[int, int, int]:
    return figures["available"], figures["pending"], figures["debt"]
