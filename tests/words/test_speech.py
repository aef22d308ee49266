"""Texts are looked up once, and are those of the active language all the same."""

import pytest
from django.utils import translation

from loyalty.common import speech

LANGUAGES = ("en", "zh-hans", "zh-hant")
JOIN, SEATS = "Join the programme", ("%(number)s seat left", "%(number)s seats left")


@pytest.mark.parametrize("inside", [False, True], ids=["by itself", "on a page"])
def test_every_language_has_its_own_words_however_often_one_asks(inside: bool) -> None:
    for language in LANGUAGES * 2:
        with translation.override(language):
            wanted = translation.gettext(JOIN), [translation.ngettext(*SEATS, n) for n in (1, 2, 1)]
            if inside:
                with speech.spoken():
                    said = speech.gettext(JOIN), [speech.ngettext(*SEATS, n) for n in (1, 2, 1)]
            else:
                said = speech.gettext(JOIN), [speech.ngettext(*SEATS, n) for n in (1, 2, 1)]
            assert said == wanted


def test_a_page_that_has_ended_leaves_no_language_behind() -> None:
    with translation.override("zh-hans"), speech.spoken():
        assert speech.language() == "zh-hans"
    with translation.override("en"):
        assert speech.language() == "en"
        assert speech.gettext(JOIN) == JOIN


def test_whatever_becomes_of_the_language_inside_no_text_is_kept_for_another() -> None:
    with translation.override("en"), speech.spoken(), translation.override("zh-hant"):
        speech.gettext("Sign in")
    with translation.override("en"):
        assert speech.gettext("Sign in") == "Sign in"


def test_where_no_language_is_active_it_is_english() -> None:
    translation.deactivate_all()
    try:
        assert (speech.language(), speech.gettext(JOIN)) == ("en", JOIN)
    finally:
        translation.activate("en")
