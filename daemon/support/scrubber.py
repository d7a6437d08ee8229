"""Takes names and secrets out of texts, by leaving in what is known to be none."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from daemon.masking import masked
from daemon.printable import printable
from daemon.support.vocabulary import Vocabulary

HIDDEN = "***"
_MOST_DIGITS = 6
_NAMES_LETTERS, _NAMES_DIGITS = 3, 4
"""A shorter word or number within a name is in every second line of a log."""
_LOCAL = re.compile(r"v4l2:///dev/video\d{1,2}|csi://\d|test://(?:\?[a-z]+=\d+(?:&[a-z]+=\d+)*)?")
"""Addresses of cameras that are no secret."""
OPEN_HOSTS = frozenset({"127.0.0.1", "0.0.0.0", "localhost"})  # noqa: S104 - told, and never bound to
"""Every machine's own."""
_TOP = "local|lan|home|internal|localdomain|localnet|intranet|private|arpa|box|com|net|org|io|eu|de|at|ch|fr|nl|uk"
_PERSONAL = re.compile(  # no repeat that can begin anew at each letter: a long word must not take minutes
    r"(?P<address>\b[A-Za-z][A-Za-z0-9+.-]{0,30}://\S*)"
    r"|(?P<coded>(?:&#?\w{1,32};|%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}){2,})"
    r"|(?P<phone>(?<![\w.+-])(?:\+\d{1,15}(?:[ ()/\-]{1,2}\d{1,12}){0,6}|(?:\(\d{2,5}\)|0\d{1,4})(?:[ /\-]\d{2,8}){1,5}"
    r"|\d{2,5}(?: \d{2,5}){2,4})\b)"
    r"|(?P<numbers>\b\d{1,3}(?:, ?\d{1,3}){3,}\b)"
    r"|(?P<at>[\w.+%-]{1,64}@[\w.-]{1,255}\.\w+)"
    r"|(?P<folder>(?<![\w/])~\w+\S*|/(?:home|root|Users|media|mnt|run/user|run/media)\b[^\s'\":,;)\]]*)"
    r"|(?P<mac>\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b)"
    r"|(?P<ipv4>(?<![\d.])\d{1,3}(?P<dot>[.\-_])\d{1,3}(?P=dot)\d{1,3}(?P=dot)\d{1,3}(?![\d]))"
    r"|(?P<ipv6>(?<![\w:])(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){4,7}|[0-9A-Fa-f:]{0,40}::[0-9A-Fa-f:]{0,40}[0-9A-Fa-f])(?![\w:]))"
    rf"|(?P<host>\b[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,8}}\.(?:{_TOP})\b(?!\.\w|\())"
)
_SERVICE = re.compile(r"spotter-tui@tty\w{1,4}\.service")
_TOKEN = re.compile(r"\w+")
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NUMBERED = re.compile(r"([A-Za-z]{2,})(\d{1,3})")
_MEASURED = re.compile(r"(\d{1,6})(ms|us|ns|s|m|h|fps|px|Hz|kHz|MHz|[KMG]i?B|kB|C|W)")
_SENTENCE = re.compile(r"(?:\A|[.!?>\]]\s+|\n\s*)\Z")
"""No colon and no quotation mark: what stands after these is what somebody has typed."""
_LEAST_PHONE_DIGITS = 7


PUBLIC = frozenset(
    {
        "spotter", "root", "localhost", "link", "web", "tui",
        "the", "and", "for", "with", "from", "not", "are", "was", "its", "our",
    }
)  # fmt: skip
"""Words of the names that every box has, of its users and its services; and those that every sentence has."""


class Scrubber:
    """Hides what is not known to be no name.

    Args:
        vocabulary: What may stay.
        personal: Names and secrets of this home, as they stand in its files: none of their words stays, though it be a
            word of ours.
    """

    def __init__(self, vocabulary: Vocabulary, personal: Iterable[str]) -> None:
        self._words = vocabulary.words
        self._starts = vocabulary.starts
        self._values = vocabulary.values
        self._personal = frozenset(piece for text in personal for piece in _pieces_of_name(text))
        self._known: dict[str, bool] = {}

    def text(self, text: str) -> str:
        """Returns a text of any length with every word hidden that is not known."""
        plain = unicodedata.normalize("NFC", masked(text))
        parts: list[str] = []
        at = 0
        for found in _PERSONAL.finditer(plain):
            parts += [self._words_of(plain, at, found.start()), _instead(found)]
            at = found.end()
        parts.append(self._words_of(plain, at, len(plain)))
        return "\n".join(printable(line) for line in "".join(parts).split("\n"))

    def value(self, text: str) -> str:
        """Returns a text that is one value, or ``***`` where it is none of ours."""
        hidden = text not in self._values or any(self._is_personal(token) for token in _TOKEN.findall(text))
        return HIDDEN if hidden else text

    def data(self, found: Any) -> Any:  # noqa: ANN401 - plain data of any shape
        """Returns plain data with every text in it, keys among them, as ``text`` returns it."""
        if isinstance(found, dict):
            return {self.text(str(key)): self.data(value) for key, value in found.items()}
        if isinstance(found, list | tuple):
            return [self.data(each) for each in found]
        return self.text(found) if isinstance(found, str) else found

    def _words_of(self, text: str, start: int, end: int) -> str:
        parts: list[str] = []
        at = start
        for token in _TOKEN.finditer(text, start, end):
            parts.append(text[at : token.start()])
            parts.append(token[0] if self._stays(text, token) else HIDDEN)
            at = token.end()
        return "".join([*parts, text[at:end]])

    def _stays(self, text: str, token: re.Match[str]) -> bool:
        word = token[0]
        if word not in self._known:
            self._known[word] = self._is_known(word)
        if self._known[word]:
            return True
        before = text[max(token.start() - 8, 0) : token.start()]
        return word in self._starts and not self._is_personal(word) and _SENTENCE.search(before) is not None

    def _is_known(self, word: str) -> bool:
        if self._is_personal(word):
            return False
        if word.isdigit():
            return len(word) <= _MOST_DIGITS
        if word in self._words or _MEASURED.fullmatch(word):
            return True
        if "_" in word:
            return all(self._is_known(part) for part in word.split("_") if part)
        numbered = _NUMBERED.fullmatch(word)
        return numbered is not None and numbered[1] in self._words

    def _is_personal(self, word: str) -> bool:
        return not self._personal.isdisjoint({word.lower(), *_pieces(word)})


def _instead(found: re.Match[str]) -> str:
    text = found[0]
    if _SERVICE.fullmatch(text) or text in OPEN_HOSTS:
        return text
    if found["phone"]:
        return HIDDEN if sum(map(str.isdigit, text)) >= _LEAST_PHONE_DIGITS else text
    if found["address"]:
        return text if _LOCAL.fullmatch(text.rstrip(",;:.'\")")) else f"{text.partition('://')[0]}://{HIDDEN}"
    return HIDDEN


def _pieces(word: str) -> set[str]:
    """Returns the words that a word is written together of, in small letters."""
    plain = [*_PIECE.findall(word), *_CAMEL.findall(word)]
    return {piece.lower() for piece in plain}


def _pieces_of_name(text: str) -> set[str]:
    """Returns what of a name or a secret is hidden wherever it stands."""
    plain = unicodedata.normalize("NFC", text)
    words = _TOKEN.findall(plain)
    found = {word.lower() for word in words} | {piece for word in words for piece in _pieces(word)}
    whole = plain.strip().lower()
    long = {piece for piece in found if len(piece) >= (_NAMES_DIGITS if piece.isdigit() else _NAMES_LETTERS)}
    return (long | ({whole} & found)) - PUBLIC
