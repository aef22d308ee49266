"""Every GraphQL document of ours, whole, by name. A test validates each against the official schema."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "documents"


def _read(*names: str) -> str:
    return "\n".join((_FOLDER / f"{name}.graphql").read_text() for name in names)


DOCUMENTS = {
    "shop": _read("shop"),
    "order": _read("order", "order_state"),
    "orders": _read("orders"),
}
