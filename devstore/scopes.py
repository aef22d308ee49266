"""Access scopes in a merchant's words."""

_THINGS = {
    "orders": "orders, refunds and fulfilments",
    "all_orders": "orders older than 60 days",
    "customers": "customers",
    "customer_merge": "merged customers",
    "discounts": "discounts",
    "products": "products and collections",
    "app_proxy": "its own pages on your online store",
    "gift_cards": "gift cards",
    "store_credit_accounts": "store credit accounts",
    "store_credit_account_transactions": "store credit",
}


def in_words(scope: str) -> str:
    """ "read_orders" -> "View orders, refunds and fulfilments"."""
    verb, _, thing = scope.partition("_")
    named = _THINGS.get(thing, thing.replace("_", " "))
    return f"{'Edit' if verb == 'write' else 'View'} {named}"
