"""Reading the documentation."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def page(name: str) -> str:
    """A page's text, by its path in the repository."""
    return (ROOT / name).read_text()
