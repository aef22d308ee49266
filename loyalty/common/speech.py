"""Texts in the active language, each looked up once: Django goes through every catalogue each time, and asks first what
language is active. Catalogues do not change while a process lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.utils import translation

REMEMBERED = 10_000  # texts of all languages, counted ones by their number
_spoken: ContextVar[str] = ContextVar("spoken", default="")


@contextmanager
def spoken() -> Iterator[None]:
    """For a page full of words: the active language is asked for once; another that is set inside is not heard."""
    was = _spoken.set(_active())
    try:
        yield
    finally:
        _spoken.reset(was)


def language() -> str:
    """The active one; English where none is."""
    return _spoken.get() or _active()


def gettext(text: str) -> str:
    """As Django's."""
    return _text(text, language())


def ngettext(one: str, many: str, number: int) -> str:
    """As Django's."""
    return _numbered(one, many, number, language())


def _active() -> str:
    return translation.get_language() or "en"


@lru_cache(maxsize=REMEMBERED)
def _text(text: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


@lru_cache(maxsize=REMEMBERED)
def _numbered(one: str, many: str, number: int, language: str) -> str:
    with translation.override(language):
        return translation.ngettext(one, many, number)
