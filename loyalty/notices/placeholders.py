"""Placeholders in merchants' texts: `{{ points }}`. Ours alone: such a text never reaches a template engine."""

import re
from collections.abc import Collection, Mapping

PLACEHOLDER = re.compile(r"\{\{[ \t]*([a-z_]{1,30})[ \t]*\}\}")
HAN = re.compile(r"[\u3400-\u9fff]")
OTHER = re.compile(r"[A-Za-z0-9$€£#%]")
# Whatever some reader of mail may take for the end of a line, or that hides or turns around what follows.
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
LINE_BREAKS = re.compile(r"\r\n|\r|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, in one pass: what a value says is never read for placeholders.

    A placeholder nobody has a value for becomes nothing. Between Chinese and other letters or digits stands a space.
    """

    def value(found: re.Match[str]) -> str:
        said = values.get(found.group(1), "")
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        head = " " if HAN.match(before) and OTHER.match(said[:1]) else ""
        tail = " " if HAN.match(after) and OTHER.match(said[-1:]) else ""
        return f"{head}{said}{tail}"

    return PLACEHOLDER.sub(value, text)


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Placeholders in the text that are none of the known, in their order."""
    return [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if name not in known]


def one_line(text: str, *, longest: int = 200) -> str:
    """Fit for a header of a mail. What looks like an encoded word is pulled apart: it would be decoded there."""
    plain = text.encode("utf-8", "replace").decode().replace("=?", "= ?")
    return " ".join(BREAKS.sub(" ", plain).split())[:longest].strip()


def lines(text: str) -> str:
    """Many lines, with nothing unseen in them."""
    return UNSEEN.sub("", LINE_BREAKS.sub("\n", text)).strip()


def paragraphs(text: str) -> list[str]:
    """Split where lines are empty; a paragraph keeps its own line breaks."""
    return [part.strip() for part in re.split(r"\n\s*\n", lines(text)) if part.strip()]
