"""What is known of the things an order sells, besides what the order itself says."""

from collections.abc import Mapping

import msgspec


class ProductFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One product at one moment. A product that the store no longer has is `gone`, with nothing else known."""

    type: str = ""
    vendor: str = ""
    tags: tuple[str, ...] = ()  # sorted, each once
    collections: tuple[str, ...] = ()  # ids and handles alike, sorted
    on_sale: tuple[str, ...] = ()  # ids of variants whose compare-at price is above their price; sorted
    gone: bool = False


Goods = Mapping[str, ProductFacts]  # by product id

UNKNOWN = ProductFacts()
GONE = ProductFacts(gone=True)
