"""What is wrong with a file or a row, and what to do about it, in the active language."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.ledger.words import locale


@dataclass(frozen=True, slots=True)
class Told:
    """A fault in words: which column, what is wrong, what to do."""

    column: str
    why: str
    todo: str


COLUMNS = {
    "row": gettext_lazy("row"),
    "customer": "customer",
    "points": "points",
    "reason": "reason",
    "key": "key",
}

_EMPTY = gettext_lazy("It is empty.")
_FORMULA = gettext_lazy("It begins like a formula.")
_LONG = gettext_lazy("It is longer than %(number)s characters.")
_FILL = gettext_lazy("Fill it in.")
_PLAIN = gettext_lazy("Write it as plain text.")
_SHORTEN = gettext_lazy("Shorten it.")

# (column or "", code) → what is wrong, what to do; %(number)s is the number that belongs to the fault.
FAULTS = {
    "customer.empty": (
        _EMPTY,
        gettext_lazy("Give the customer's number in the store, or the e-mail address."),
    ),
    "customer.unknown": (
        gettext_lazy("No member of this shop is known by it."),
        gettext_lazy(
            "Check it against the Members page. Whoever never bought or joined cannot get points yet."
        ),
    ),
    "customer.shortened": (
        gettext_lazy("A spreadsheet has rounded the number."),
        gettext_lazy("Format the column as text, and paste the numbers again."),
    ),
    "customer.gone": (
        gettext_lazy("The member has been erased meanwhile."),
        gettext_lazy("Nothing can be done for this row."),
    ),
    "points.empty": (_EMPTY, gettext_lazy("Write how many to give; a minus takes points away.")),
    "points.not_whole": (
        gettext_lazy("It is not a whole number."),
        gettext_lazy("Write digits only, with a minus if points are taken: 1000 or -50; not 1,000 or 1e3."),
    ),
    "points.zero": (
        gettext_lazy("Zero changes nothing."),
        gettext_lazy("Give a number above or below it, or leave the row out."),
    ),
    "points.too_large": (
        gettext_lazy("It is more than %(number)s points."),
        gettext_lazy("Check the number; divide it over several rows if it is meant."),
    ),
    "points.not_enough": (
        gettext_lazy("The member does not have so many; %(number)s can be taken."),
        gettext_lazy("Take no more than that."),
    ),
    "points.over_limit": (
        gettext_lazy("It is more than the %(number)s points one person may adjust."),
        gettext_lazy("Lower it, or ask an owner to change the limit in the settings."),
    ),
    "reason.empty": (_EMPTY, gettext_lazy("Write why; the member reads it.")),
    "row.columns": (
        gettext_lazy("It has more cells than there are headings."),
        gettext_lazy("Put texts that contain a comma or a semicolon in quotation marks."),
    ),
    "row.duplicate": (
        gettext_lazy("It says the same as line %(number)s."),
        gettext_lazy("Leave one of them out; if both are meant, give each a key of its own."),
    ),
    "row.refused": (
        gettext_lazy("The books refused it."),
        gettext_lazy("Look at the member's page and adjust the balance there."),
    ),
    "key.duplicate": (
        gettext_lazy("Line %(number)s has the same key."),
        gettext_lazy("Give each row a key of its own."),
    ),
    "key.used": (
        gettext_lazy("The key was used before, for another adjustment."),
        gettext_lazy("Give the row a new key."),
    ),
    ".formula": (_FORMULA, _PLAIN),
    ".too_long": (_LONG, _SHORTEN),
}

UNREADABLE = {
    "empty": gettext_lazy("The file is empty."),
    "no_rows": gettext_lazy("There is nothing below the headings."),
    "too_large": gettext_lazy("The file is larger than 10 MB. Divide it into several."),
    "too_many_rows": gettext_lazy("The file has more than 100,000 rows. Divide it into several."),
    "too_many_columns": gettext_lazy(
        "The file has %(detail)s columns. Three are needed: customer, points, reason."
    ),
    "column_missing": gettext_lazy("The first line must name the columns; not found there: %(detail)s."),
    "column_twice": gettext_lazy("The column “%(detail)s” is there twice."),
    "not_utf8": gettext_lazy(
        "Line %(detail)s is not UTF-8 text. Save the file as “CSV UTF-8” and upload it again."
    ),
    "nul": gettext_lazy("Line %(detail)s contains characters that are no text. Save the file as CSV."),
    "broken": gettext_lazy("Line %(detail)s: a quotation mark is opened and not closed as it should be."),
}


def told(fault: Sequence[str | int | None]) -> Told:
    """A stored fault in words."""
    column, code, number = str(fault[0]), fault[1], fault[2]
    why, todo = FAULTS.get(f"{column}.{code}") or FAULTS[f".{code}"]
    shown = format_decimal(number, locale=locale()) if isinstance(number, int) else ""
    return Told(str(COLUMNS[column]), str(why) % {"number": shown}, str(todo))


def unreadable(code: str, detail: str) -> str:
    """Why a whole file was refused."""
    return str(UNREADABLE[code]) % {"detail": detail}


def too_much(limit: str, allowed: int) -> str:
    """Why one person may not adjust so much."""
    number = format_decimal(allowed, locale=locale())
    if limit == "largest":
        return _("One person may adjust at most %(number)s points at once.") % {"number": number}
    return _("One person may adjust only so much in a day; %(number)s points are left for you today.") % {
        "number": number
    }
