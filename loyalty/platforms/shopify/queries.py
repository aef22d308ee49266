"""Every GraphQL document of ours, whole, by name. A test validates each against the official schema."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "documents"


def _read(*names: str) -> str:
    return "\n".join((_FOLDER / f"{name}.graphql").read_text() for name in names)


_STATE = ("order_state", "line_parts", "refund_parts", "money")

DOCUMENTS = {
    "shop": _read("shop"),
    "customer": _read("customer"),
    "contacts": _read("contacts"),
    "tagsAdd": _read("tags_add"),
    "tagsRemove": _read("tags_remove"),
    "code_basic_create": _read("code_basic_create"),
    "code_free_shipping_create": _read("code_free_shipping_create"),
    "code_bxgy_create": _read("code_bxgy_create"),
    "gift_card_create": _read("gift_card_create"),
    "gift_card_deactivate": _read("gift_card_deactivate", "gift_card_parts"),
    "gift_cards": _read("gift_cards", "gift_card_parts"),
    "store_credit_give": _read("store_credit_give"),
    "store_credit_take": _read("store_credit_take"),
    "store_credit_movements": _read("store_credit_movements"),
    "metafields_set": _read("metafields_set"),
    "codes_add": _read("codes_add"),
    "code_of_many": _read("code_of_many"),
    "codes_adding": _read("codes_adding"),
    "codes_added": _read("codes_added"),
    "codes_remove": _read("codes_remove"),
    "product_prices": _read("product_prices"),
    "code_by_code": _read("code_by_code"),
    "code_deactivate": _read("code_deactivate"),
    "code_delete": _read("code_delete"),
    "order": _read("order", *_STATE),
    "orders": _read("orders", *_STATE),
    "order_lines": _read("order_lines", "line_parts", "money"),
    "order_refunds": _read("order_refunds"),
    "products": _read("products", "product_state", "product_parts"),
    "product_rest": _read("product_rest", "product_parts"),
    "refund": _read("refund", "refund_parts", "money"),
    "past_orders": _read("past_orders"),
    "bulk_run": _read("bulk_run"),
    "bulk_look": _read("bulk_look"),
    "bulk_running": _read("bulk_running"),
    "bulk_cancel": _read("bulk_cancel"),
}
