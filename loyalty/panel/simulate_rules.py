"""The rules one can simulate: the draft, the live version, the presets; each by a short name for forms and rows."""

from django.utils.translation import gettext as _

from loyalty.engine.document import Document, parse
from loyalty.insight.programme_file import programme
from loyalty.programmes import publish
from loyalty.programmes.live import version
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.preset import preset_ids


def choices(programme_id: int) -> list[tuple[str, str]]:
    """The draft first: it is what one wants to know about. Without a draft or a version, the starter rules."""
    found = []
    newest = publish.newest(programme_id=programme_id)
    if newest is None or Draft.objects.filter(programme_id=programme_id).exists():
        found.append("draft")
    if newest is not None:
        found.append(f"version:{newest.number}")
    return [(name, titled(name)) for name in [*found, *(f"preset:{one}" for one in preset_ids())]]


def titled(name: str) -> str:
    """What a run's rules are called."""
    kind, _colon, what = name.partition(":")
    if kind == "version":
        return _("Published version %(number)s") % {"number": what}
    return _("Preset “%(name)s”") % {"name": what} if kind == "preset" else _("Draft")


def document(name: str, programme_id: int) -> Document:
    """Raises Version.DoesNotExist, BadDocument, or insight.programme_file.NoProgramme."""
    kind, _colon, what = name.partition(":")
    if kind == "preset":
        return programme(what)
    if kind == "version":
        if not what.isdecimal():
            raise Version.DoesNotExist
        return version(programme_id=programme_id, number=int(what)).document
    return parse(publish.draft(programme_id=programme_id)[0])
