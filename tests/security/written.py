"""Payloads in everything that people write, in every row of a shop, wherever it is kept by now."""

import json
from typing import Any

from django.apps import apps
from django.db import connection, models

from tests.security.payloads import PAYLOADS
from tests.security.town import TENANTS

# Texts that no person chooses, by their columns: names of things in the code, numbers, seals, settings.
OURS = {
    *("account", "activity", "address_hash", "channel", "client_id", "code", "currency"),
    *("delivery_id", "digest", "domain", "event_id", "export", "external_id", "from_level"),
    *("grade", "how", "key", "kind", "language", "last_level", "left", "level", "network"),
    *("offer", "order", "perk", "plain", "plan", "platform", "prefix", "proofs", "provider_id"),
    *("public", "reply_to", "request", "reward", "route", "rule", "rules", "scopes", "secret"),
    *("session", "shop_domain", "source", "span", "storefront", "subject_id", "terms"),
    *("timezone", "to_level", "token", "topic", "type", "unit", "url", "value", "way", "worth"),
}  # fmt: skip
# In documents and the like: the keys under which people write.
KEYS = {
    *("title", "text", "name", "one", "many", "sponsor", "vendor", "note", "why", "label", "question", "answer"),
    *("actor", "place", "detail", "file", "told", "address", "points_name"),
}  # fmt: skip
LONGEST = 10**6


class Pen:
    """A payload for each text, the next one for the next; `turn` begins elsewhere."""

    def __init__(self, turn: int) -> None:
        self.at, self.written = turn, 0

    def text(self, room: int = LONGEST) -> str:
        self.at += 1
        fitting = [one for one in PAYLOADS if len(one) <= room]
        self.written += bool(fitting)
        return fitting[self.at % len(fitting)] if fitting else "x"[:room]

    def into(self, found: Any, key: str = "") -> Any:
        """The same value with payloads for what people wrote in it."""
        if isinstance(found, dict):
            return {name: self.into(value, name) for name, value in found.items()}
        if isinstance(found, list):
            return [self.into(one, key) for one in found]
        return self.text(40) if isinstance(found, str) and found and key in KEYS else found


def write(turn: int) -> int:
    """The books' own guards aside; how many texts it were."""
    pen = Pen(turn)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in apps.get_models():
            if model.__module__.startswith("loyalty.") and {*TENANTS} & {
                f.column for f in model._meta.local_fields
            }:
                for field in model._meta.local_fields:
                    _fill(cursor, model, field, pen)
        cursor.execute("UPDATE shops_shop SET name = %s", [pen.text()])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return pen.written


def _fill(cursor: Any, model: type[models.Model], field: Any, pen: Pen) -> None:
    is_json = isinstance(field, models.JSONField)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    if not (is_json or is_text) or field.column in OURS:
        return
    table, column = model._meta.db_table, field.column
    cursor.execute(
        f'SELECT ctid::text, "{column}" FROM {table} WHERE "{column}"::text NOT IN (%s, %s)', ["", "null"]
    )
    for key, found in cursor.fetchall():
        new = json.dumps(pen.into(json.loads(found))) if is_json else pen.text(field.max_length or LONGEST)
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE ctid = %s::tid', [new, key])
