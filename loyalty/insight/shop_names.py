"""What a line says of the shop that it is from."""

import msgspec

UNNAMED = ("orders/", "refunds/", "products/", "collections/")  # these never name their shop


class Names(msgspec.Struct, frozen=True):
    """The keys in which a payload may name its shop and its currency; the file is of one shop."""

    currency: str | None = None
    shop_domain: str | None = None
    myshopify_domain: str | None = None

    @property
    def domain(self) -> str:
        return (self.shop_domain or self.myshopify_domain or "").lower()


def names_in(body: bytes) -> Names:
    """Nothing for a body that cannot be read."""
    try:
        return msgspec.json.decode(body, type=Names)
    except (ValueError, RecursionError):
        return Names()
