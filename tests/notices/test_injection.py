"""Eighty texts × every letter, as values, as the merchant's own words, as names: nothing active, no extra header."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

from loyalty.notices.compose import Frame, Message, message, part
from loyalty.notices.handover import Envelope, Post, usable
from loyalty.notices.kinds import KINDS, Kind
from loyalty.notices.languages import LANGUAGES
from loyalty.notices.placeholders import fill
from loyalty.notices.wording import BadText, Text, checked, default
from tests.notices.mailbox import Mailbox, parsed
from tests.notices.payloads import PAYLOADS

HEADERS = {
    "Subject", "From", "To", "Reply-To", "Date", "Message-ID", "MIME-Version", "Content-Type",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "X-Peer", "X-MailFrom", "X-RcptTo",
}  # fmt: skip
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "table",
    "tbody",
    "tr",
    "td",
    "div",
    "p",
    "h1",
    "h2",
    "a",
    "br",
}
LINK, LEAVE = "https://tea.example/#rewards", "https://app.example/letters/leave/1.2:x/"


class Elements(HTMLParser):
    """What a reader of mail would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.links: list[str] = []
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.odd += [name for name, value in attrs if name.startswith("on") or name in ("src", "srcset")]
        self.odd += [value or "" for name, value in attrs if name == "style" and "url" in (value or "")]

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)


def harmless(said: Message) -> None:
    seen = Elements(said.html)
    assert set(seen.names) <= ALLOWED
    assert (set(seen.links), seen.odd) == ({LINK, LEAVE}, [])
    assert seen.names.count("body") == 1
    assert said.subject == "".join(said.subject.splitlines())
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", said.text)


def frame(text: str = "Tea", language: str = "en") -> Frame:
    return Frame(text, LINK, LEAVE, text, language)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_what_stands_for_a_placeholder_is_text_and_nothing_else(kind: Kind) -> None:
    for number, payload in enumerate(PAYLOADS):
        language = LANGUAGES[number % len(LANGUAGES)]
        values = dict.fromkeys(kind.placeholders, payload)
        one = part(default(kind.id, language), values)
        harmless(message([one], frame(payload, language)))
    harmless(message([one, one], frame(payload)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_merchants_own_words_are_text_and_nothing_else(kind: Kind) -> None:
    values = dict.fromkeys(kind.placeholders, "324 points")
    for payload in PAYLOADS:
        try:
            own = checked(kind, payload, f"{payload}\n\n{payload}")
        except BadText:
            continue
        said = message([part(own, values)], frame())
        harmless(said)
        assert settings.SECRET_KEY not in said.html + said.text


def test_no_value_is_read_for_placeholders() -> None:
    text = Text("{{ points }}", "{{ points }} {{ reason }}")
    said = part(text, {"points": "{{ reason }}", "reason": "{{ points }}"})
    assert said.paragraphs == ["{{ reason }} {{ points }}"]


def test_a_mail_has_the_headers_we_gave_it_and_one_reader(mailbox: Mailbox) -> None:
    with Post() as post:
        for number, payload in enumerate(PAYLOADS):
            said = message([part(Text(payload, payload), {})], frame(payload))
            envelope = Envelope(f"name-{number}", "may@example.com", payload, "", LEAVE)
            post.hand_over(said, envelope)
    assert len(mailbox.raw) == len(PAYLOADS) == 80
    for to, raw in mailbox.raw:
        mail = parsed(raw)
        assert to == mail["To"] == "may@example.com"
        assert set(mail.keys()) <= HEADERS
        assert len(mail.keys()) == len(set(mail.keys()))
        assert mail["From"].addresses[0].addr_spec == settings.DEFAULT_FROM_EMAIL
        assert len(mail["From"].addresses) == 1
        assert [one.get_content_type() for one in mail.iter_parts()] == ["text/plain", "text/html"]


def test_an_address_that_is_not_one_is_not_written_to() -> None:
    told = ["", "a@b.example\r\nBcc: c@d.example", "a@b.example,c@d.example", "a@b.example c@d.example", "@",
            "<a@b.example>", "May <a@b.example>", "a@b.example\x00",
            "no address", f"a@{'b' * 400}.example"]  # fmt: skip
    assert [one for one in told if usable(one)] == []
    assert usable("may.o'brien+tea@example.com")


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [("您获得了{{ points }}。", "324 积分", "您获得了 324 积分。"), ("在{{ shop }}获得", "Leaf", "在 Leaf 获得"),
     ("在{{ shop }}获得", "茶庄", "在茶庄获得"), ("at {{ shop }} you", "Leaf", "at Leaf you"),
     ("在{{ shop }}获得", "", "在获得")],
)  # fmt: skip
def test_between_chinese_and_other_letters_stands_a_space(text: str, value: str, right: str) -> None:
    assert fill(text, {"points": value, "shop": value}) == right
