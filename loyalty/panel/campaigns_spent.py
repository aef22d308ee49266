"""What campaigns with a budget have cost so far."""

from loyalty.engine.document import Document
from loyalty.engine.limits import budget_key
from loyalty.programmes import allowances
from loyalty.shops.models import Shop


def spent(shop: Shop, document: Document) -> dict[str, int]:
    """Points by campaign, of those with a budget."""
    keys = {one.id: budget_key(one) for one in document.campaigns if one.budget}
    rooms = allowances.look(programme_id=shop.programme_id, keys=list(keys.values()))
    return {name: rooms.used.get(key, 0) for name, key in keys.items()}
