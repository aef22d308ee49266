"""How mail leaves, by LOYALTY_MAIL_URL: a mail server, a provider's API, a folder, the console, or not at all."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PROVIDERS = {  # scheme → anymail's backend, and the setting that takes the key
    "brevo": ("brevo.EmailBackend", "BREVO_API_KEY"),
    "mailersend": ("mailersend.EmailBackend", "MAILERSEND_API_TOKEN"),
    "mailgun": ("mailgun.EmailBackend", "MAILGUN_API_KEY"),
    "mailjet": ("mailjet.EmailBackend", "MAILJET_API_KEY"),
    "postmark": ("postmark.EmailBackend", "POSTMARK_SERVER_TOKEN"),
    "resend": ("resend.EmailBackend", "RESEND_API_KEY"),
    "sendgrid": ("sendgrid.EmailBackend", "SENDGRID_API_KEY"),
    "sparkpost": ("sparkpost.EmailBackend", "SPARKPOST_API_KEY"),
}
Settings = dict[str, Any]


class BadMailUrl(ValueError):
    """The message says what is wrong, without the password."""


def parse(url: str, *, var_dir: Path) -> Settings:
    """Django's and anymail's settings; MAIL_READY says whether letters leave at all. Raises BadMailUrl."""
    told = urlsplit(url)
    if told.scheme in ("", "none"):
        return {"MAIL_READY": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if told.scheme in ("smtp", "smtps", "smtp+plain"):
        return {"MAIL_READY": True} | _smtp(told)
    if told.scheme in PROVIDERS:
        return {"MAIL_READY": True} | _provider(told)
    if told.scheme == "console":
        return {"MAIL_READY": True, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if told.scheme == "file":
        folder = told.path or str(var_dir / "mail")
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"MAIL_READY": True, "EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": folder}
    known = ", ".join(["smtp", "smtps", "smtp+plain", "file", "console", "none", *PROVIDERS])
    raise BadMailUrl(f"must begin with one of {known}")


def _smtp(told: SplitResult) -> Settings:
    """smtp://user:password@host:587 begins plain and must turn to TLS; smtps:// is TLS from the start."""
    if not told.hostname:
        raise BadMailUrl("names no mail server")
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": told.hostname,
        "EMAIL_PORT": told.port or {"smtps": 465, "smtp": 587}.get(told.scheme, 25),
        "EMAIL_HOST_USER": unquote(told.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(told.password or ""),
        "EMAIL_USE_TLS": told.scheme == "smtp",
        "EMAIL_USE_SSL": told.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _provider(told: SplitResult) -> Settings:
    """postmark://KEY, mailgun://KEY?MAILGUN_SENDER_DOMAIN=…: what else a provider wants follows as a query."""
    backend, setting = PROVIDERS[told.scheme]
    key = unquote(told.netloc)
    if not key:
        raise BadMailUrl("names no key of the provider")
    more = {f"ANYMAIL_{name.upper()}": values[-1] for name, values in parse_qs(told.query).items()}
    return {
        "EMAIL_BACKEND": f"anymail.backends.{backend}",
        f"ANYMAIL_{setting}": key,
        "ANYMAIL_REQUESTS_TIMEOUT": 20,
        **more,
    }
