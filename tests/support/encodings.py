"""The ways in which a text can be hidden in another one."""

import base64
import html
import json
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, quote_plus


def forms(text: str) -> set[str]:
    """Returns the text as it may stand in a log: plain, and as addresses, JSON, MIME and XML write it."""
    found = {text, text.lower(), text.upper(), unicodedata.normalize("NFD", text), html.escape(text)}
    found |= {quote(text, safe=""), quote(text, safe="").lower(), quote_plus(text), json.dumps(text)[1:-1]}
    raw = text.encode()
    found |= {"".join(f"%{byte:02x}" for byte in raw), "".join(f"%{byte:02X}" for byte in raw), raw.hex()}
    found |= {"".join(f"\\u{ord(each):04x}" for each in text), "".join(f"&#{ord(each)};" for each in text)}
    return found | {part for encode in (base64.b64encode, base64.urlsafe_b64encode) for part in _shifted(raw, encode)}


def _shifted(raw: bytes, encode: Callable[[bytes], bytes]) -> set[str]:
    """Returns what base64 makes of it wherever in a longer text it begins, without the ends that its neighbours mix."""
    found = set()
    for before in range(3):
        whole = encode(b"\0" * before + raw).decode().rstrip("=")
        found.add(whole[(before * 8 + 5) // 6 : (len(raw) + before) * 8 // 6])
    return found
