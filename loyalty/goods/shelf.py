"""Products that were read from a store: which are known, which are fresh, and what is known of them."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import msgspec

from loyalty.common import sets
from loyalty.engine.goods import GONE, ProductFacts
from loyalty.shops.models import Shop

FRESH = timedelta(days=1)  # webhooks get lost: nothing is believed for longer


def of(*, shop: Shop, ids: Collection[str]) -> dict[str, ProductFacts]:
    """What is known of these products, however old; those never read are left out."""
    rows = sets.run(KNOWN, [{"id": one} for one in sorted(ids)], shop.pk)
    return {product: _decode(facts) for product, facts in rows}


def stale(*, shop: Shop, ids: Collection[str], now: datetime) -> set[str]:
    """Which of these must be read: never read, read too long ago, or changed since."""
    rows = sets.run(FRESH_ONES, [{"id": one} for one in sorted(ids)], shop.pk, now - FRESH)
    return set(ids) - {product for (product,) in rows}


def keep(*, shop: Shop, ids: Collection[str], found: Mapping[str, ProductFacts], read_at: datetime) -> None:
    """Keeps what the store answered when asked for `ids`; those it did not find are gone.

    Of two who asked at once the later answer stands, whoever comes first.
    """
    rows = [{"id": one, "facts": found.get(one, GONE)} for one in sorted(ids)]
    sets.run(KEEP, rows, shop.programme_id, shop.pk, read_at)


_decode = msgspec.json.Decoder(ProductFacts).decode

KNOWN = """
SELECT external_id, facts::text FROM goods_product
WHERE shop_id = %s AND external_id IN (SELECT id FROM json_to_recordset(%s) AS t (id text))
"""
FRESH_ONES = """
SELECT external_id FROM goods_product
WHERE shop_id = %s AND read_at > %s AND (changed_at IS NULL OR changed_at <= read_at)
  AND external_id IN (SELECT id FROM json_to_recordset(%s) AS t (id text))
"""
KEEP = """
INSERT INTO goods_product AS known (programme_id, shop_id, read_at, external_id, facts)
SELECT %s, %s, %s, id, facts FROM json_to_recordset(%s) AS t (id text, facts jsonb) ORDER BY id
ON CONFLICT (shop_id, external_id) DO UPDATE SET facts = excluded.facts, read_at = excluded.read_at
WHERE excluded.read_at >= known.read_at
"""


def reader(shop: Shop) -> Callable[[Collection[str], datetime], dict[str, ProductFacts]]:
    """What is known of products today, whenever it is asked about: for questions of what would be."""
    return lambda ids, _at: of(shop=shop, ids=ids)
