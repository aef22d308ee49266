"""One message to the mail provider: as Django's mail, over SMTP or whatever the settings name."""

import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from types import TracebackType
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from loyalty.notices.compose import Message
from loyalty.notices.placeholders import one_line


class NotTaken(Exception):
    """The provider did not take it now; the message names nobody."""


class Refused(Exception):
    """The provider will not take mail for this address, now or later."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """From a shop, to one person. `public` is the message's name for ever; `leave` ends the letters."""

    public: str
    to: str
    shop: str
    reply_to: str
    leave: str


def usable(address: str) -> bool:
    """Whether it is one plain address."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address == one_line(address, longest=254)


class Post:
    """While it is entered, one connection to the provider; a new one after every trouble."""

    def __init__(self) -> None:
        self._open: BaseEmailBackend | None = None

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def hand_over(self, message: Message, envelope: Envelope) -> str:
        """The provider's own name for it, or "". Raises NotTaken, Refused."""
        mail = _mail(message, envelope)
        try:
            self._connection().send_messages([mail])
        except (smtplib.SMTPRecipientsRefused, AnymailRecipientsRefused) as no:
            self._close()
            raise (Refused if _for_good(no) else NotTaken)(_why(no)) from None
        except (smtplib.SMTPException, AnymailError, OSError) as bad:
            self._close()
            raise NotTaken(_why(bad)) from None
        status = getattr(mail, "anymail_status", None)
        return str(getattr(status, "message_id", None) or "")[:200]

    def _connection(self) -> BaseEmailBackend:
        if self._open is None:
            self._open = get_connection(fail_silently=False)
            self._open.open()
        return self._open

    def _close(self) -> None:
        was, self._open = self._open, None
        try:
            if was is not None:
                was.close()
        except (smtplib.SMTPException, OSError):
            pass  # it is closed by now


def _mail(message: Message, envelope: Envelope) -> EmailMultiAlternatives:
    host = urlsplit(settings.APP_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=one_line(message.subject),
        body=message.text,
        from_email=formataddr(
            (one_line(envelope.shop, longest=80), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        ),
        to=[envelope.to],
        reply_to=[envelope.reply_to] if envelope.reply_to else None,
        headers={
            "Message-ID": f"<{envelope.public}@{host}>",
            "List-Unsubscribe": f"<{envelope.leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(message.html, "text/html")
    mail.metadata = {"mail": envelope.public}  # type: ignore[attr-defined]
    return mail


def _for_good(no: Exception) -> bool:
    """Addresses that do not exist; a full box or a busy server is another matter."""
    if isinstance(no, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in no.recipients.values())
    return True


def _why(bad: Exception) -> str:
    """Fit for the panel: codes and kinds, for texts of providers may repeat an address."""
    code = getattr(bad, "smtp_code", None) or getattr(bad, "status_code", None)
    if isinstance(bad, smtplib.SMTPRecipientsRefused):
        code = next(iter(bad.recipients.values()), (None,))[0]
    return f"{type(bad).__name__} {code}" if code else type(bad).__name__
