"""What a document must be told of an order besides the order: only who needs it pays for it."""

from loyalty.engine.document import Document


def needs_goods(document: Document) -> bool:
    """Whether a rule looks at product facts. No rule of schema 1 does."""
    return False
