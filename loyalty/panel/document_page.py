"""The programme as the document it is: to read, to edit, to carry elsewhere."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from loyalty.engine.document import BadDocument, dump, parse
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.earning import held_draft, stamp
from loyalty.panel.show import back, show
from loyalty.programmes import publish
from loyalty.programmes.models import Draft

LONGEST = 500_000  # letters

Errors = list[tuple[str, str]]


@guarded(write=Role.STAFF)
def document_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A POST saves the text, or the file, as the draft; what cannot be saved stays to be mended."""
    if request.method != "POST":
        return _page(request, visitor, _text(_current(visitor)[0]))
    text = _given(request)
    document, errors = _read(text)
    if document is None:
        return _page(request, visitor, text, errors=errors)
    now, programme = timezone.now(), visitor.shop.programme_id
    with transaction.atomic():
        held = held_draft(visitor)
        if stamp(held) != request.POST.get("seen", ""):
            return _page(request, visitor, text, overwrites=held, overtaken=True)
        base = publish.draft(programme_id=programme)[1]
        publish.save_draft(programme_id=programme, document=document, base=base, by=visitor.actor, now=now)
        record(visitor=visitor, deed="draft", now=now, base=base)
    return back("earning", said="draft_saved")


@guarded()
def document_file(_request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The draft, or else what is live, as a file."""
    response = HttpResponse(_text(_current(visitor)[0]), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="programme.json"'
    return response


def _page(
    request: HttpRequest,
    visitor: Visitor,
    text: str,
    *,
    errors: Errors | None = None,
    overwrites: Draft | None = None,
    overtaken: bool = False,
) -> HttpResponse:
    """`overtaken` says that the draft is not any more what the text was made from."""
    draft = Draft.objects.filter(programme=visitor.shop.programme_id).first()
    context: dict[str, object] = {
        "written": text,
        "errors": errors,
        "overwrites": overwrites,
        "overtaken": overtaken,
        "draft": draft,
        "newest": publish.newest(programme_id=visitor.shop.programme_id),
        "stamp": stamp(draft),
    }
    status = 409 if overtaken else 422 if errors else 200
    return show(request, visitor, "earning_document.html", context, status=status)


def _current(visitor: Visitor) -> tuple[dict[str, Any], int]:
    document, base = publish.draft(programme_id=visitor.shop.programme_id)
    return dump(parse(document)), base


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _given(request: HttpRequest) -> str:
    """A file that was chosen goes before the text."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    text: str = file.read(4 * LONGEST).decode("utf-8-sig", errors="replace")
    return text


def _read(text: str) -> tuple[dict[str, Any] | None, Errors]:
    """The document, or what is wrong with it by path. 0.10 stays 0.10: nothing becomes binary on the way."""
    if len(text) > LONGEST:
        return None, [(_("document"), _("is too long"))]
    try:
        found = json.loads(text, parse_float=str)
    except json.JSONDecodeError as bad:
        where = _("line %(line)s, column %(column)s") % {"line": bad.lineno, "column": bad.colno}
        return None, [(where, bad.msg)]
    except (ValueError, RecursionError) as bad:
        return None, [(_("document"), str(bad))]
    if not isinstance(found, dict):
        return None, [(_("document"), _("must be an object: { … }"))]
    try:
        return dump(parse(found)), []
    except BadDocument as bad:
        return None, bad.errors
