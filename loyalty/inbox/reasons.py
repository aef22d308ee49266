"""Why a delivery was not worked. Stored in English, shown in the reader's language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

NO_SHOP = _("No such shop")
TOO_LARGE = _("The body is larger than 10 MiB")
ERASED = _("Erased at the person's request")
UNINSTALLED = _("The shop had removed the app")
TO_BE_REPEATED = _("Could not be worked, will be tried again")
STORE_SILENT = _("The store did not say what the ordered products are, will be asked again")
STORE_STAYED_SILENT = _("The store did not say what the ordered products are, asked too often")
GIVEN_UP = _("Could not be worked, tried too often")

LONGEST = 500


def plain(text: str) -> str:
    """Text that PostgreSQL takes and a page can show: no NUL, no half of a surrogate pair, not endless."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")[:LONGEST]


def failure(why: str, error: BaseException) -> str:
    """The kind of the error only: its message may hold a shopper's data."""
    return f"{why}: {type(error).__name__}"


def in_words(reason: str) -> str:
    """A stored reason in the active language."""
    why, colon, detail = reason.partition(": ")
    return gettext(why) + colon + detail if why else ""
