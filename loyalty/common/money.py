"""Money: parsed from the platform's strings, kept as integers in the currency's minor unit."""

import re
from decimal import Decimal
from functools import lru_cache

# ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = dict.fromkeys(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)

_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class NotMoney(ValueError):
    """A text that is no plain decimal amount, or has more decimals than its currency."""


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Decimals of the currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD."""
    if not _CURRENCY.fullmatch(currency):
        raise NotMoney(f"{currency[:20]!r} is no ISO 4217 currency code")
    return _EXPONENTS.get(currency, 2)


@lru_cache(maxsize=256)
def units(currency: str) -> int:
    """Minor units in one of the currency: 100 for USD, 1 for JPY."""
    return int(10 ** exponent(currency))


def minor(text: str, currency: str) -> int:
    """'64.90', 'USD' → 6490. Zeros beyond the minor unit are allowed, other digits are not."""
    if not _AMOUNT.fullmatch(text):
        raise NotMoney(f"{text[:40]!r} is no amount of money")
    places = exponent(currency)
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) > places:
        raise NotMoney(f"{text[:40]!r} has more decimals than {currency} knows")
    return int(whole + decimals.ljust(places, "0"))


def major(amount: int, currency: str) -> Decimal:
    """6490, 'USD' → Decimal('64.90')."""
    places = exponent(currency)
    return Decimal(amount).scaleb(-places).quantize(Decimal(1).scaleb(-places))
