"""What letters say: the merchant's own words where there are some, ours otherwise."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from loyalty.notices.kinds import BY_ID, Kind
from loyalty.notices.languages import LANGUAGES
from loyalty.notices.models import Switch, Wording
from loyalty.notices.placeholders import lines, one_line, unknown
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop

FOLDER = Path(__file__).parent / "texts"
LONGEST_SUBJECT, LONGEST_BODY = 150, 4000
SWITCHED, WORDED = "letters.switch", "letters.wording"


@dataclass(frozen=True, slots=True)
class Text:
    """A subject of one line and a plain body in which empty lines part paragraphs; `own` when the merchant's."""

    subject: str
    body: str
    own: bool = False


class BadText(ValueError):
    """It cannot be sent like that; `field` is 'subject' or 'body', the message is for the merchant."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@lru_cache(maxsize=8)
def _texts(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text())


def default(kind: str, language: str) -> Text:
    """Ours, in one of LANGUAGES."""
    found = _texts(language)[kind]
    return Text(found["subject"], found["body"].strip())


def text_of(*, shop: Shop, kind: str, language: str) -> Text:
    """What is sent in this language."""
    own = Wording.objects.filter(shop=shop, kind=kind, language=language).first()
    return Text(own.subject, own.body, own=True) if own else default(kind, language)


def checked(kind: Kind, subject: str, body: str) -> Text:
    """The text as it will be kept. Raises BadText."""
    subject, body = one_line(subject, longest=LONGEST_SUBJECT + 1), lines(body)
    for field, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        if not text:
            raise BadText(field, _("Write something here."))
        if len(text) > longest:
            raise BadText(field, _("At most %(number)s characters.") % {"number": longest})
        if odd := unknown(text, kind.placeholders):
            raise BadText(field, _("This letter knows no %(name)s.") % {"name": f"{{{{ {odd[0]} }}}}"})
    return Text(subject, body, own=True)


@transaction.atomic
def reword(
    *, shop: Shop, kind: str, language: str, subject: str, body: str, actor: str, now: datetime
) -> Text:
    """Keeps the merchant's words; ours again when they are the same. Raises BadText, KeyError."""
    if language not in LANGUAGES:
        raise KeyError(language)
    text, which = checked(BY_ID[kind], subject, body), {"kind": kind, "language": language}
    ours = default(kind, language)
    if (text.subject, text.body) == (ours.subject, ours.body):
        own_again(shop=shop, kind=kind, language=language, actor=actor, now=now)
        return ours
    told = {"subject": text.subject, "body": text.body, "by": actor[:200], "at": now}
    Wording.objects.update_or_create(shop=shop, kind=kind, language=language, defaults=told)
    audit(shop=shop, actor=actor, deed=WORDED, detail=which, now=now)
    return text


@transaction.atomic
def own_again(*, shop: Shop, kind: str, language: str, actor: str, now: datetime) -> bool:
    """Back to our text; False when it was ours already."""
    gone, _rows = Wording.objects.filter(shop=shop, kind=kind, language=language).delete()
    if gone:
        detail = {"kind": kind, "language": language, "back": True}
        audit(shop=shop, actor=actor, deed=WORDED, detail=detail, now=now)
    return bool(gone)


def kinds_on(*, shop_id: int) -> frozenset[str]:
    """The kinds of letters that the shop sends."""
    told = dict(Switch.objects.filter(shop_id=shop_id).values_list("kind", "on"))
    return frozenset(kind.id for kind in BY_ID.values() if told.get(kind.id, kind.on))


@transaction.atomic
def switch(*, shop: Shop, kind: str, on: bool, actor: str, now: datetime) -> None:
    """From now on the shop sends letters of this kind, or none. What waits to be sent is not recalled."""
    row = {"on": on, "by": actor[:200], "at": now}
    Switch.objects.update_or_create(shop=shop, kind=BY_ID[kind].id, defaults=row)
    audit(shop=shop, actor=actor, deed=SWITCHED, detail={"kind": kind, "on": on}, now=now)
