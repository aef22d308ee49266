"""Money as whole minor units; text only at the edges."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3}
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "$", "AUD": "$"}


def exponent(currency: str) -> int:
    return EXPONENTS.get(currency, 2)


def text(minor: int, currency: str) -> str:
    """1250, "USD" -> "12.50", as the platform writes amounts."""
    return str(Decimal(minor).scaleb(-exponent(currency)).quantize(Decimal(1).scaleb(-exponent(currency))))


def shown(minor: int, currency: str) -> str:
    """What a shopper reads: "$1,250.00"."""
    amount = f"{Decimal(text(abs(minor), currency)):,}"
    symbol = SYMBOLS.get(currency)
    return ("−" if minor < 0 else "") + (f"{symbol}{amount}" if symbol else f"{amount} {currency}")


def parse(value: str | int | None, currency: str) -> int:
    """ "12.50" -> 1250; an int is taken as minor units already. Raises ValueError."""
    if value is None or isinstance(value, int):
        return value or 0
    try:
        scaled = Decimal(value.strip() or "0").scaleb(exponent(currency))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {value!r}") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"not an amount in {currency}: {value!r}")
    return int(scaled)


def share(amount: int, part: int | Decimal, whole: int | Decimal) -> int:
    """amount * part / whole, rounded half up once."""
    if not whole:
        return 0
    return int((Decimal(amount) * part / whole).quantize(Decimal(1), ROUND_HALF_UP))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split by largest remainder; the parts add up to the amount exactly."""
    total = sum(weights)
    if not total:
        return [0 for _ in weights]
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return parts
