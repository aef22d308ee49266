"""Letters as messages: texts filled with values, as plain text and as HTML of one quiet shape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from css_inline import CSSInliner
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from loyalty.notices.placeholders import fill, lines, one_line, paragraphs
from loyalty.notices.wording import Text

STYLE = "panel/letter.css"


@dataclass(frozen=True, slots=True)
class Part:
    """One letter filled in."""

    subject: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the letters of one message. `link` and `leave` are addresses of web pages."""

    shop: str
    link: str
    leave: str
    footer: str
    language: str


@dataclass(frozen=True, slots=True)
class Message:
    """Ready to be handed over."""

    subject: str
    text: str
    html: str


def part(text: Text, values: dict[str, str]) -> Part:
    """A placeholder that stands for nothing takes its empty paragraph along."""
    subject = one_line(fill(text.subject, values))
    return Part(subject, paragraphs(fill(text.body, values)))


def message(parts: Sequence[Part], frame: Frame) -> Message:
    """One letter under its own subject, several under one that counts them. Not for no letters."""
    with translation.override(frame.language):
        subject = _subject(parts, frame.shop)
        context = {"parts": parts, "frame": frame, "subject": subject, "several": len(parts) > 1}
        html = inliner().inline(render_to_string("notices/mail.html", context))
        plain = "\n\n".join([*_plain_parts(parts), *_plain_foot(frame)])
    return Message(subject, lines(plain), html)


def _plain_parts(parts: Sequence[Part]) -> Iterator[str]:
    for number, one in enumerate(parts):
        if len(parts) > 1:
            yield f"{'- - -' if number else ''}\n\n{one.subject}".strip()
        yield from one.paragraphs


def _plain_foot(frame: Frame) -> Iterator[str]:
    if frame.link:
        yield f"{gettext('See your points')}: {frame.link}"
    why = gettext("You get this because you are a member at %(shop)s.") % {"shop": frame.shop}
    yield "\n".join(filter(None, ["-- ", frame.footer, why, f"{gettext('No more letters')}: {frame.leave}"]))


def _subject(parts: Sequence[Part], shop: str) -> str:
    if len(parts) == 1:
        return parts[0].subject
    counted = ngettext(
        "%(number)s piece of news from %(shop)s", "%(number)s pieces of news from %(shop)s", len(parts)
    )
    return one_line(counted % {"number": len(parts), "shop": shop})


def greeting() -> str:
    """What {{ name }} stands for where the store does not tell a name."""
    return gettext("there")


@lru_cache(maxsize=1)
def inliner() -> CSSInliner:
    """Readers of mail take styles from attributes only. Fetches nothing: the one style sheet is given."""
    path = finders.find(STYLE)
    if not isinstance(path, str):
        raise FileNotFoundError(STYLE)
    with open(path, encoding="utf-8") as sheet:  # noqa: PTH123 - finders answer with a str
        return CSSInliner(extra_css=sheet.read(), load_remote_stylesheets=False, keep_style_tags=False)
