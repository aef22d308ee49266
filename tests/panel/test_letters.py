"""Which letters a shop sends, and what they say."""

import re
from typing import Any

import pytest
from django.core import mail

from loyalty.notices.kinds import KINDS
from loyalty.notices.models import LetterSettings, Wording
from loyalty.notices.wording import kinds_on, text_of
from loyalty.shops.models import Audit
from tests.cast import Cast
from tests.panel.story import signed_in, text

LIST = "/panel/integrations/letters/"
EARNED = "/panel/integrations/letters/earned/?language=en"


def test_only_what_fairness_needs_is_on_at_first(cast: Cast) -> None:
    assert kinds_on(shop_id=cast.shop.pk) == {
        "taken_back", "expiring", "expired", "reward_lost", "tier_warning", "tier_down", "plan_ending",
        "friend_refused", "deed_refused",
    }  # fmt: skip


def test_staff_switch_a_letter_on_and_off_for_their_shop_only(cast: Cast) -> None:
    staff = signed_in(cast.staff)
    staff.post(f"{LIST}earned/switch/", {"on": "1"})
    assert "earned" in kinds_on(shop_id=cast.shop.pk)
    assert "earned" not in kinds_on(shop_id=cast.other_shop.pk)
    staff.post(f"{LIST}earned/switch/", {"on": "0"})
    assert "earned" not in kinds_on(shop_id=cast.shop.pk)
    told = Audit.objects.filter(shop=cast.shop, deed="letters.switch").order_by("pk")
    assert list(told.values_list("detail", flat=True)) == [
        {"kind": "earned", "on": True}, {"kind": "earned", "on": False}
    ]  # fmt: skip
    assert signed_in(cast.reader).post(f"{LIST}earned/switch/", {"on": "1"}).status_code == 403
    assert staff.post(f"{LIST}nonsense/switch/", {"on": "1"}).status_code == 404


def test_own_words_are_sent_until_ours_are_wanted_again(cast: Cast) -> None:
    staff = signed_in(cast.staff)
    words = {"subject": "Tea leaves {{ points }}", "body": "Well done.\n\n{{ balance }}", "deed": "keep"}
    assert staff.post(EARNED, words).status_code == 302
    own = text_of(shop=cast.shop, kind="earned", language="en")
    assert (own.subject, own.own) == ("Tea leaves {{ points }}", True)
    assert not text_of(shop=cast.shop, kind="earned", language="zh-hans").own
    assert not text_of(shop=cast.other_shop, kind="earned", language="en").own
    staff.post(EARNED, {"deed": "ours"})
    assert not Wording.objects.filter(shop=cast.shop).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"subject": "{{ code }}", "body": "x"}, "This letter knows no {{ code }}."),
        ({"subject": "", "body": "x"}, "This field is required."),
        ({"subject": "x", "body": "y" * 4001}, "at most 4000 characters"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_its_field(
    cast: Cast, words: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.staff).post(EARNED, words | {"deed": "keep"})
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert not Wording.objects.exists()


def test_the_preview_shows_the_words_of_the_form_and_runs_none_of_them(cast: Cast) -> None:
    staff = signed_in(cast.staff)
    asked: dict[str, Any] = {
        "subject": "Hello {{ points }}",
        "body": "<script>alert(1)</script> {{ settings }}",
    }
    assert "knows no {{ settings }}" in text(staff.post(f"{LIST}earned/preview/?language=en", asked))
    asked["body"] = "<script>alert(1)</script> {% debug %} {{ points }}"
    seen = text(staff.post(f"{LIST}earned/preview/?language=en", asked))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {% debug %} 324 points" in seen
    assert "Hello 324 points" in seen


def test_a_sample_goes_to_the_address_in_the_language_that_is_written(cast: Cast) -> None:
    staff = signed_in(cast.staff)
    staff.post(f"{LIST}earned/?language=zh-hant", {"deed": "sample", "to": "ann@tea.example"})
    [sent] = mail.outbox
    assert (sent.to, sent.subject.startswith("您獲得了 324")) == (["ann@tea.example"], True)
    assert staff.post(EARNED, {"deed": "sample", "to": "a@b.example\r\nBcc: c@d.example"}).status_code == 422
    for _ in range(25):
        staff.post(EARNED, {"deed": "sample", "to": "ann@tea.example"})
    assert len(mail.outbox) == 20


def test_owners_decide_how_letters_are_sent(cast: Cast) -> None:
    asked = {
        "language": "zh-hans", "collect": "daily", "most_a_week": "2", "reply_to": "tea@tea.example",
        "footer": "The tea shop\r\n1 Old Town",
    }  # fmt: skip
    assert signed_in(cast.staff).post(LIST, asked).status_code == 403
    assert signed_in(cast.owner).post(LIST, asked).status_code == 302
    kept = LetterSettings.objects.get(shop=cast.shop)
    assert (kept.language, kept.collect, kept.most_a_week) == ("zh-hans", "daily", 2)
    assert kept.footer == "The tea shop\n1 Old Town"
    assert signed_in(cast.owner).post(LIST, asked | {"most_a_week": "0"}).status_code == 422
    assert not LetterSettings.objects.filter(shop=cast.other_shop).exists()


def test_every_letter_has_its_page_in_every_language(cast: Cast) -> None:
    reader = signed_in(cast.reader)
    found = re.findall(r'href="(/panel/integrations/letters/[a-z_]+/)"', text(reader.get(LIST)))
    assert len(found) == len(KINDS)
    for path in found:
        for language in ("en", "zh-hans", "zh-hant"):
            page = text(reader.get(f"{path}?language={language}"))
            assert "{{" not in page.split('class="preview')[1]
