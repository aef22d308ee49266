"""Request bodies: JSON in UTF-8, not large, not deep, and nothing that is no JSON."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LARGEST = 64 * 1024


class TooLarge(APIException):
    """Nothing that is taken at this address is as large."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The body is larger than this address takes."


class StrictJson(BaseParser):
    """As RFC 8259 has it: no NaN, no member twice, no half surrogates."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Raises ParseError and TooLarge."""
        largest = getattr((parser_context or {}).get("view"), "largest", LARGEST)
        raw = stream.read(largest + 1)
        if len(raw) > largest:
            raise TooLarge
        try:
            text = raw.decode("utf-8")
            found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
            json.dumps(found, ensure_ascii=False).encode()  # half surrogates fit no database
        except (ValueError, RecursionError) as bad:
            raise ParseError("The body is not valid JSON.") from bad
        return found


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands there twice")
    return found
