"""Which of our languages a person reads."""

LANGUAGES = ("en", "zh-hans", "zh-hant")
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def closest(locale: str) -> str:
    """Our language for what a store calls a locale, such as 'zh-TW' or 'en_GB'; empty when none of ours fits."""
    first, *rest = locale.lower().replace("_", "-").split("-")
    if first == "zh":
        return "zh-hant" if any(part in _TRADITIONAL for part in rest) else "zh-hans"
    return "en" if first == "en" else ""
