"""What a shopper did on the page of a way, by how it is done; a no is a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext

from loyalty.activities.pictures import BYTES, BadPicture
from loyalty.desk import answering, consenting, linking, posting, saying, submitting
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Questions
from loyalty.members.models import Member
from storefront_widget.linking import link
from storefront_widget.views.asked import Said
from storefront_widget.visit import Refused, Visit

NOTE, ANSWER, ADDRESS, TICKET = 300, 1000, 600, 2000


@dataclass(frozen=True, slots=True)
class Walked:
    """Who did what, and what they said of it."""

    visit: Visit
    member: Member
    rule: ActivityRule
    told: Said
    request: HttpRequest
    now: datetime

    def text(self, name: str, most: int) -> str:
        """A box of the form, without what the database does not take."""
        given = self.told.get(name, "")
        return given.replace("\0", "").strip()[:most] if isinstance(given, str) else ""


def say(walked: Walked) -> None:
    """By their own word."""
    visit = walked.visit
    try:
        saying.say(shop=visit.shop, member_id=walked.member.pk, rule=walked.rule.id, now=walked.now)
    except saying.NotOpened:
        raise Refused(409, "not_opened", gettext("Open it with the button above first.")) from None
    except saying.TooSoon as soon:
        words = gettext("That was quick. Have a look around; come back in {seconds} seconds.")
        raise Refused(409, "too_soon", words.format(seconds=soon.seconds)) from None


def send_picture(walked: Walked) -> None:
    """A picture for staff to look at, or one taken back."""
    shop, member, now = walked.visit.shop, walked.member.pk, walked.now
    if _took_back(walked):
        return
    try:
        submitting.submit(
            shop=shop, member_id=member, rule=walked.rule.id, raw=_raw(walked), note=walked.text("note", NOTE),
            key=walked.text("key", 64), now=now,
        )  # fmt: skip
    except BadPicture as bad:
        raise Refused(400, f"picture_{bad.why}", _BAD[bad.why]()) from None
    except submitting.TooMany:
        raise Refused(
            409, "too_many_open", gettext("We look at what you sent first; then send more.")
        ) from None


def send_post(walked: Walked) -> None:
    """The address of a post for staff to look at, or one taken back."""
    shop, member, now = walked.visit.shop, walked.member.pk, walked.now
    if _took_back(walked):
        return
    try:
        posting.send_post(
            shop=shop, member_id=member, rule=walked.rule.id, url=walked.text("url", ADDRESS), now=now
        )
    except posting.NotSent as no:
        raise Refused(409, f"post_{no.why}", _NO_POST[no.why]()) from None


def link_account(walked: Walked) -> None:
    """By what the network told, or no longer."""
    if walked.text("unlink", 1):
        linking.unlink(
            shop=walked.visit.shop, member_id=walked.member.pk, rule=walked.rule.id, now=walked.now
        )
        return
    link(walked.visit, walked.member, walked.rule, walked.text("ticket", TICKET), now=walked.now)


def agree(walked: Walked) -> None:
    """Yes, or no longer."""
    deed = consenting.withdraw if walked.text("withdraw", 1) else consenting.agree
    deed(shop=walked.visit.shop, member_id=walked.member.pk, rule=walked.rule.id, now=walked.now)


def answer(walked: Walked) -> None:
    """To every question."""
    asked = walked.rule.how.ask if isinstance(walked.rule.how, Questions) else ()
    answers = [walked.text(f"answer_{number}", ANSWER) for number, _ in enumerate(asked, start=1)]
    try:
        answering.answer(
            shop=walked.visit.shop, member_id=walked.member.pk, rule=walked.rule.id, answers=answers, now=walked.now
        )  # fmt: skip
    except answering.Unanswered:
        raise Refused(400, "unanswered", gettext("Answer every question; then send it.")) from None


def _took_back(walked: Walked) -> bool:
    """Whether that is what they wanted. Raises Refused when it was too late."""
    back = walked.text("take_back", 18)
    if not back:
        return False
    number = int(back) if back.isascii() and back.isdecimal() else 0
    if not submitting.take_back(
        shop=walked.visit.shop, member_id=walked.member.pk, activity_id=number, now=walked.now
    ):
        raise Refused(409, "answered", gettext("It has been answered already, so it stays."))
    return True


def _raw(walked: Walked) -> bytes:
    given = walked.request.FILES.get("picture")
    if given is None:
        raise Refused(400, "no_picture", gettext("Choose a picture first."))
    raw: bytes = given.read(BYTES + 1)
    return raw


_BAD: dict[str, Callable[[], str]] = {
    "large": lambda: gettext("The picture is too large. 10 MB is the most."),
    "kind": lambda: gettext("That is no picture we can open. Send a JPEG, PNG or WebP."),
    "broken": lambda: gettext("The picture could not be read. Take another, or save it anew."),
}
_NO_POST: dict[str, Callable[[], str]] = {
    "elsewhere": lambda: gettext(
        "That is no address of this network. Copy it from the post; it begins with https://."
    ),
    "no_post": lambda: gettext(
        "This address names no post. Open your post, and copy the address of the post itself."
    ),
    "theirs": lambda: gettext("Somebody else sent us this post before. It counts once."),
    "again": lambda: gettext("You sent us this post before. Send another."),
    "waits": lambda: gettext("We look at the post you sent first."),
    "done": lambda: gettext("Your post was accepted. It counts once."),
}
DEEDS: dict[str, Callable[[Walked], None]] = {
    "link": say,
    "account": link_account,
    "post": send_post,
    "photo": send_picture,
    "consent": agree,
    "questions": answer,
}
