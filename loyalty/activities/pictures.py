"""Pictures from members: taken apart and made anew, so that nothing but what is to be seen comes along."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("JPEG", "PNG", "WEBP")
BYTES, PIXELS = 10 * 1024 * 1024, 50_000_000
SIDE, SMALL = 1600, 360
QUALITY = 82


class BadPicture(ValueError):
    """`why`: "large", "kind" for what is no picture of ours, "broken" for one that cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Clean:
    """Two JPEGs."""

    image: bytes
    thumb: bytes


def clean(raw: bytes) -> Clean:
    """Raises BadPicture."""
    if len(raw) > BYTES:
        raise BadPicture("large")
    try:
        picture = Image.open(BytesIO(raw), formats=KINDS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        raise BadPicture("kind") from None
    if picture.width * picture.height > PIXELS:
        raise BadPicture("large")
    try:
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadPicture("broken") from None
    return Clean(_jpeg(upright, SIDE), _jpeg(upright, SMALL))


def _jpeg(picture: Image.Image, side: int) -> bytes:
    """A copy with pixels only: no place, no camera, no profile."""
    small = picture.copy()
    small.thumbnail((side, side))
    plain = Image.new("RGB", small.size)
    plain.paste(small)
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
