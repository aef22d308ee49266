"""Letters from an order to the mailbox: a real store tells, a real mail server takes."""

from datetime import timedelta

from loyalty.desk.daily import notices
from loyalty.desk.happened import look_ahead
from loyalty.ledger.models import ExpiryNotice
from loyalty.notices.drain import drain
from loyalty.notices.models import Letter, Mail
from tests.cast import DOCUMENT
from tests.notices.mailbox import Mailbox, body
from tests.notices.telling import begin, heard, member, now, off, on, person
from tests.shopify.town import Town

EXPIRING = DOCUMENT | {"expiry": {"per": "lot", "months": 1, "notice_days": [40]}}


def test_an_order_writes_to_who_earned_and_its_refund_says_why_points_left(
    town: Town, mailbox: Mailbox
) -> None:
    shop = town.shop()
    on(shop, "earned")
    begin()
    may = person(town, shop, "may@example.com", first_name="May")
    made = town.order(shop, customer_id=may)
    town.deliver(shop)
    heard()
    [mail] = mailbox.to("may@example.com")
    assert mail["Subject"] == "You earned 100 points"
    assert "5 points per $1" in body(mail)
    assert "You now have 100 points." in body(mail, "html")

    town.deed(shop, made, "refund", {"all": True})
    town.deliver(shop)
    heard(now() + timedelta(hours=1))
    assert [one["Subject"] for one in mailbox.to("may@example.com")][1:] == ["100 points were taken back"]
    assert heard(now() + timedelta(hours=2)) == 0


def test_nothing_is_sent_of_what_the_merchant_left_off(town: Town, mailbox: Mailbox) -> None:
    shop = town.shop()
    begin()
    town.order(shop, customer_id=person(town, shop, "may@example.com"))
    town.deliver(shop)
    assert (heard(), mailbox.raw, Letter.objects.filter(shop=shop).count()) == (0, [], 0)


def test_a_letter_speaks_the_language_of_who_reads_it(town: Town, mailbox: Mailbox) -> None:
    shop = town.shop()
    on(shop, "earned")
    begin()
    for locale in ("zh-TW", "zh-CN", "en-GB", "fi"):
        town.order(shop, customer_id=person(town, shop, f"{locale}@example.com", locale=locale))
    town.deliver(shop)
    heard()
    said = {mail["To"].split("@")[0]: str(mail["Subject"]) for mail in mailbox.mails}
    assert said["zh-TW"].startswith("您獲得了 100")
    assert said["zh-CN"].startswith("您获得了 100")
    assert said["en-GB"] == said["fi"] == "You earned 100 points"


def test_an_expiry_notice_counts_as_sent_when_the_mail_was_handed_over(town: Town, mailbox: Mailbox) -> None:
    shop = town.shop(document=EXPIRING)
    may = person(town, shop, "may@example.com")
    town.order(shop, customer_id=may)
    town.deliver(shop)
    notices(now=now())
    look_ahead(now=now())
    notice = ExpiryNotice.objects.get(member=member(shop, may))
    assert notice.sent_at is None
    drain(clock=lambda: now() + timedelta(minutes=2))
    notice.refresh_from_db()
    assert (notice.channel, notice.sent_at is not None) == ("mail", True)
    [mail] = mailbox.to("may@example.com")
    assert mail["Subject"] == "100 points expire soon"
    look_ahead(now=now())
    assert (drain(clock=lambda: now() + timedelta(hours=2)), len(mailbox.raw)) == (0, 1)


def test_who_has_no_address_waits_and_the_notice_stays_untold(town: Town, mailbox: Mailbox) -> None:
    shop = town.shop(document=EXPIRING)
    may = person(town, shop, "")
    town.order(shop, customer_id=may)
    town.deliver(shop)
    notices(now=now())
    look_ahead(now=now())
    drain(clock=lambda: now() + timedelta(minutes=2))
    mail = Mail.objects.get(shop=shop)
    assert (mail.state, mail.addressless, mail.last_error) == ("waiting", True, "no address")
    assert ExpiryNotice.objects.get(member=member(shop, may)).sent_at is None

    town.tell(f"/_control/shops/{shop.domain}/customers/{may}/update", {"email": "may@example.com"})
    drain(clock=lambda: now() + timedelta(days=1, hours=1))
    assert len(mailbox.to("may@example.com")) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.addressless) == ("done", False)


def test_a_merchant_may_switch_even_the_expiry_letter_off(town: Town, mailbox: Mailbox) -> None:
    """Then points last until their holder looks: the loss is never the member's."""
    shop = town.shop(document=EXPIRING)
    off(shop, "expiring")
    may = person(town, shop, "may@example.com")
    town.order(shop, customer_id=may)
    town.deliver(shop)
    notices(now=now())
    look_ahead(now=now())
    assert drain(clock=lambda: now() + timedelta(minutes=2)) == 0
    assert ExpiryNotice.objects.get(member=member(shop, may)).sent_at is None
    assert mailbox.raw == []


def test_what_happens_together_is_told_together(town: Town, mailbox: Mailbox) -> None:
    shop = town.shop()
    on(shop, "earned")
    begin()
    may = person(town, shop, "may@example.com")
    town.order(shop, customer_id=may)
    town.order(shop, customer_id=may)
    town.deliver(shop)
    heard()
    [mail] = mailbox.mails
    assert str(mail["Subject"]).startswith("2 pieces of news from")
    assert body(mail).count("You earned 100 points at") == 2
