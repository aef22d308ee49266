"""Raw bytes to a payload. Whatever the bytes are, the answer is a payload or Unreadable."""

import re
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from loyalty.common.escapes import decoded
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts.payloads import Payload

P = TypeVar("P", bound=Payload)

_AT = re.compile(r" - at `\$\.?(.*)`$")


@lru_cache(maxsize=32)
def _decoder(kind: type[Payload]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def decode(body: bytes, kind: type[P]) -> P:
    """Raises Unreadable naming the field, or the body as a whole."""
    try:
        return decoded(_decoder(kind), body)  # type: ignore[no-any-return]
    except RecursionError:
        raise Unreadable("body: is nested too deeply; resend it as the store writes it") from None
    except msgspec.ValidationError as bad:
        raise Unreadable(_in_words(str(bad))) from None
    except ValueError as bad:
        raise Unreadable(f"body: is no JSON that can be read ({str(bad)[:120]})") from None


def _in_words(message: str) -> str:
    """msgspec's "Expected `int`, got `str` - at `$.a.b`" with the field first."""
    found = _AT.search(message)
    field = found[1] if found and found[1] else "body"
    return f"{field}: {_AT.sub('', message).replace('`', '')[:160]}"
