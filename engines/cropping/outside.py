"""What lies beyond a picture whose planes are luma and chroma."""

from engines.crop_format import Outside

_NARROW_BLACK = 16
_NARROW_SPAN = 219


def luma_outside(outside: Outside, *, full_range: bool) -> int:
    """Returns the luma that becomes ``outside.byte`` in every channel, beside a chroma of 128."""
    return outside.byte if full_range else _NARROW_BLACK + round(outside.byte * _NARROW_SPAN / 255)
