"""A file of adjustments, read cell by cell. Nothing in it is trusted, and one bad row spoils no other.

A file that cannot be read at all raises Unreadable; what is wrong with a row stands in its `faults`.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loyalty.common.keys import email_hash
from loyalty.engine.parts import POINTS_LIMIT
from loyalty.shops.models import Shop

BYTES = 10 * 1024 * 1024
ROWS = 100_000
COLUMNS = 20
WHY, KEY, VALUE, CUSTOMER = 300, 100, 64, 320
WANTED = ("customer", "points", "reason")
MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\uff0d": "-"})
_WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
_SHORTENED = re.compile(r"[0-9]+([.,][0-9]+)?E\+[0-9]+", re.ASCII | re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Fault = tuple[str, str, int | None]  # column, what is wrong, the number that belongs to it


class Unreadable(ValueError):
    """The whole file is refused: `code` says why, `detail` is the line, the column or the number in question."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(slots=True)
class Line:
    """One row. `said` is what it said, as far as it must be shown again; `id` is its number in the database."""

    number: int
    line: int
    said: dict[str, str]
    kind: str = ""
    value: str = ""
    points: int | None = None
    why: str = ""
    key: str = ""
    faults: list[Fault] = field(default_factory=list)
    member: int | None = None
    state: str = ""
    id: int = 0

    @property
    def keyed(self) -> bool:
        """Whether the merchant gave it a key of its own."""
        return self.key.startswith("key:")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read; `digest` is of its rows, so that saving it anew with other separators changes nothing."""

    lines: list[Line]
    digest: str


def read(data: bytes, *, shop: Shop) -> Sheet:
    """Raises Unreadable."""
    rows = _rows(_text(data))
    header = next(rows, None)
    if header is None:
        raise Unreadable("empty")
    places = _places(header[1])
    lines: list[Line] = []
    digest = hashlib.sha256()
    for line, cells in rows:
        if len(lines) == ROWS:
            raise Unreadable("too_many_rows")
        texts = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        digest.update("\x1f".join(texts.get(name, "") for name in (*WANTED, "key")).encode() + b"\x1e")
        lines.append(_line(shop, len(lines) + 1, line, texts, len(cells) > len(header[1])))
    if not lines:
        raise Unreadable("no_rows")
    return Sheet(_with_keys(lines, digest.hexdigest()), digest.hexdigest())


def _text(data: bytes) -> str:
    if len(data) > BYTES:
        raise Unreadable("too_large")
    at = data.find(b"\0")
    if at >= 0 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("nul", str(data.count(b"\n", 0, at) + 1))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", str(data.count(b"\n", 0, error.start) + 1)) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with anything in them, with the line each begins on."""
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(first), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise Unreadable("broken", str(max(begins, reader.line_num))) from None


def _separator(first: str) -> str:
    return ";" if first.count(";") > first.count(",") else ","


def _places(header: list[str]) -> dict[str, int]:
    """Where the columns stand. Others than ours are nobody's business."""
    if len(header) > COLUMNS:
        raise Unreadable("too_many_columns", str(len(header)))
    names = [name.strip().casefold() for name in header]
    for name in (*WANTED, "key"):
        if names.count(name) > 1:
            raise Unreadable("column_twice", name)
    missing = [name for name in WANTED if name not in names]
    if missing:
        raise Unreadable("column_missing", ", ".join(missing))
    return {name: names.index(name) for name in (*WANTED, "key") if name in names}


def _line(shop: Shop, number: int, at: int, texts: dict[str, str], too_wide: bool) -> Line:
    said = {"customer": texts["customer"][:CUSTOMER], "points": texts["points"][:40]}
    line = Line(number=number, line=at, said=said, key=texts.get("key", ""))
    if too_wide:
        line.faults.append(("row", "columns", None))
    _customer(line, shop, texts["customer"])
    _points(line, texts["points"].translate(MINUS_SIGNS))
    _why(line, texts["reason"])
    if line.key.startswith(_FORMULA):
        line.faults.append(("key", "formula", None))
    elif len(line.key) > KEY:
        line.faults.append(("key", "too_long", KEY))
    return line


def _customer(line: Line, shop: Shop, text: str) -> None:
    """A number, the platform's own address of one, or an e-mail; spreadsheets' leading apostrophe is none of it."""
    text = text.removeprefix("'").strip()
    if text.startswith("gid://"):
        text = text.rpartition("/")[2]
    if not text:
        line.faults.append(("customer", "empty", None))
    elif text.startswith(_FORMULA):
        line.faults.append(("customer", "formula", None))
    elif _SHORTENED.fullmatch(text):
        line.faults.append(("customer", "shortened", None))
    elif "@" in text and len(text) <= CUSTOMER:
        line.kind, line.value = "email", email_hash(text, programme_id=shop.programme_id)
    elif len(text) <= VALUE:
        line.kind, line.value = "customer", text
    else:
        line.faults.append(("customer", "too_long", CUSTOMER))


def _points(line: Line, text: str) -> None:
    digits = text.lstrip("+-").lstrip("0")  # so that no thousand zeros reach int()
    if not text:
        line.faults.append(("points", "empty", None))
    elif not _WHOLE.fullmatch(text):
        code = "formula" if text.startswith(_FORMULA) else "not_whole"
        line.faults.append(("points", code, None))
    elif not digits:
        line.faults.append(("points", "zero", None))
    elif len(digits) > len(str(POINTS_LIMIT)) or int(digits) > POINTS_LIMIT:
        line.faults.append(("points", "too_large", POINTS_LIMIT))
    else:
        line.points = -int(digits) if text.startswith("-") else int(digits)


def _why(line: Line, text: str) -> None:
    if not text:
        line.faults.append(("reason", "empty", None))
    elif text.startswith(_FORMULA):
        line.faults.append(("reason", "formula", None))
    elif len(text) > WHY:
        line.faults.append(("reason", "too_long", WHY))
    line.why = text[:WHY]


def _with_keys(lines: list[Line], digest: str) -> list[Line]:
    """What the books will know each row by: the merchant's key wherever it stands, else file and row."""
    for line in lines:
        own = hashlib.sha256(line.key.encode()).hexdigest()[:60]
        line.key = f"key:{own}" if line.key else f"{digest}:{line.number}"
    return lines
