"""Who wants no letters gets none, whoever says so for them; addresses that bounce are left alone."""

from datetime import timedelta

import pytest
from django.test import Client

from loyalty.common.keys import email_hash
from loyalty.notices import leave
from loyalty.notices.bounces import heard
from loyalty.notices.drain import drain
from loyalty.notices.forget import person
from loyalty.notices.gather import gather
from loyalty.notices.models import Letter, LetterSettings, Mail, OptOut, Suppression
from loyalty.notices.write import due_at, settings_of
from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.contacts import Contact
from tests.cast import NOW, Cast
from tests.notices.mailbox import Mailbox, body
from tests.notices.telling import on

ADDRESS = "7001@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _a_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store shows an address for every customer."""
    monkeypatch.setattr(
        Shopify, "contacts", lambda self, *, shop, ids: {one: Contact(f"{one}@example.com") for one in ids}
    )


def letter(cast: Cast, key: str = "1", kind: str = "joined") -> Letter:
    return Letter.objects.create(
        shop=cast.shop, member=cast.loyal, kind=kind, key=key, made_at=NOW, due_at=NOW
    )


def run(now: object = NOW) -> int:
    return drain(clock=lambda: now)  # type: ignore[arg-type,return-value]


def test_one_click_of_a_mail_program_ends_the_letters(cast: Cast, mailbox: Mailbox) -> None:
    letter(cast)
    run()
    [mail] = mailbox.mails
    link = str(mail["List-Unsubscribe"]).strip("<> ")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in body(mail)
    path = link.partition("/letters/")[2]
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"/letters/{path}").status_code == 200
    assert not OptOut.objects.exists(), "looking is not leaving"
    assert client.post(f"/letters/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    letter(cast, "2")
    run(NOW + HOUR)
    assert (len(mailbox.raw), Mail.objects.latest("pk").last_error) == (1, "wants no letters")
    client.post(f"/letters/{path}", {"again": "1"})
    letter(cast, "3")
    run(NOW + HOUR)
    assert len(mailbox.raw) == 2


def test_a_link_that_we_did_not_sign_opens_nothing(cast: Cast) -> None:
    link = leave.link(shop=cast.shop, member_id=cast.loyal.pk)
    path = link[link.index("/letters/") :]
    for forged in (
        path[:-2] + "x/",
        path.replace(f".{cast.loyal.pk}:", f".{cast.cheat.pk}:"),
        "/letters/leave/1.1/",
    ):
        assert Client().post(forged).status_code == 404
    strangers = leave.link(shop=cast.other_shop, member_id=cast.loyal.pk)
    assert Client().post(strangers[strangers.index("/letters/") :]).status_code == 404
    assert not OptOut.objects.exists()


def test_who_left_before_accounts_were_joined_stays_away(cast: Cast) -> None:
    leave.opt_out(shop=cast.shop, member=cast.cheat, how=leave.LINK, now=NOW)
    cast.cheat.kept = cast.loyal
    cast.cheat.save()
    assert leave.is_out(shop=cast.shop, member=cast.loyal)


def test_an_address_that_does_not_exist_is_written_to_once(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.unknown.add(ADDRESS)
    letter(cast)
    run()
    mail = Mail.objects.get()
    assert (mail.state, mail.last_error) == ("dropped", "SMTPRecipientsRefused 550")
    assert Suppression.objects.get().address_hash == email_hash(ADDRESS, programme_id=cast.programme.pk)
    mailbox.unknown.clear()
    letter(cast, "2")
    run(NOW + HOUR)
    assert (mailbox.raw, Mail.objects.latest("pk").last_error) == ([], "this address takes no mail")


@pytest.mark.parametrize(
    ("what", "suppressed", "out"), [("bounced", 1, 0), ("complained", 1, 1), ("opened", 0, 0)]
)
def test_what_the_provider_tells_later_counts(
    cast: Cast, mailbox: Mailbox, what: str, suppressed: int, out: int
) -> None:
    letter(cast)
    run()
    public = Mail.objects.get().public
    heard(public=public, provider_id="", what=what, for_now=False, now=NOW)
    heard(public="nobody's", provider_id="", what=what, for_now=False, now=NOW)
    assert (Suppression.objects.count(), OptOut.objects.count()) == (suppressed, out)


def test_no_more_than_so_many_a_week_and_urgent_ones_besides(cast: Cast, mailbox: Mailbox) -> None:
    LetterSettings.objects.create(shop=cast.shop, most_a_week=2)
    for number in range(4):
        letter(cast, str(number))
        run(NOW + number * HOUR)
    assert len(mailbox.raw) == 2
    run(NOW + timedelta(days=7, hours=2))
    assert len(mailbox.raw) == 3, "what was too much came together, later"


def test_what_is_collected_goes_at_nine_of_the_shops_day(cast: Cast) -> None:
    cast.shop.timezone = "Asia/Taipei"
    daily = LetterSettings(shop=cast.shop, collect="daily")
    weekly = LetterSettings(shop=cast.shop, collect="weekly")
    at = due_at(kind="earned", how=daily, shop=cast.shop, now=NOW)  # Sunday 20:00 in Taipei
    assert at.isoformat() == "2026-03-02T09:00:00+08:00"
    assert due_at(kind="earned", how=weekly, shop=cast.shop, now=at + HOUR).isoformat()[:10] == "2026-03-09"
    assert due_at(kind="expired", how=weekly, shop=cast.shop, now=NOW) < NOW + HOUR
    assert due_at(kind="earned", how=settings_of(cast.shop), shop=cast.shop, now=NOW) < NOW + HOUR


def test_marketing_goes_only_to_who_agreed_to_it(cast: Cast, mailbox: Mailbox) -> None:
    on(cast.shop, "birthday")
    letter(cast, "1", "statement")
    run()
    assert (mailbox.raw, Mail.objects.get().last_error) == ([], "no longer true")


def test_nothing_is_left_of_who_is_forgotten(cast: Cast, mailbox: Mailbox) -> None:
    letter(cast)
    run()
    letter(cast, "2")
    gather(now=NOW + HOUR)
    leave.opt_out(shop=cast.shop, member=cast.loyal, how=leave.LINK, now=NOW)
    Suppression.objects.create(
        programme=cast.programme, why="bounced", at=NOW,
        address_hash=email_hash(ADDRESS, programme_id=cast.programme.pk),
    )  # fmt: skip
    person(shop=cast.shop, customer="7001", email=ADDRESS, member_ids=[cast.loyal.pk])
    assert [model.objects.count() for model in (Letter, Mail, OptOut, Suppression)] == [0, 0, 0, 0]
