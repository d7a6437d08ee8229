"""Takes what may be secret out of the addresses in a text, for logs, states and messages."""

import logging
import re

from daemon.printable import printable

_BEGIN = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30})://+|(?P<typo>rtsps?):/*(?=[^\s/])", re.IGNORECASE)
"""Where an address begins; also a stream's with too few slashes. Bounded, as a long word must not take minutes."""
_FURTHER = re.compile(r"rts?mps?|rts?ps?\w?|https?|wss?|mqtts?|srt|udp|tcp|ftp|onvif|file|v4l2|csi|test", re.IGNORECASE)
"""Schemes of a second address in a text: other words before ``://`` may be a password's."""
_LOCAL = frozenset({"file", "v4l2", "csi", "test"})
"""The rest of these is a path on this machine, or numbers: no secret."""
_BARE = re.compile(r"(?<![^\s'\"(])(//+)?[^\s/:@]{1,300}:\S{0,1000}@(?=\S)")
"""User and password of an address whose scheme was forgotten."""
_AT = re.compile(r"@(?=[\w\[])")
_HOST = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[\w-][\w.-]*)(?P<port>:\d{1,5})?"
    r"(?=[/?#\s]|[:;,.)'\"}\]…>]*(?:\s|\Z))"
)
_CERTAIN_HOST = re.compile(r"\[|localhost\b|[\w-]+\.[\w-]|[\w-]+:\d")
_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:user(?:name)?|usr|login|account|pass(?:word|wd|code)?|passphrase|pwd|psw|auth|secret|ticket|"
    r"(?:[a-z]+_?)?(?:token|key))=",
    re.IGNORECASE,
)
"""Names by which cameras take user and password in a path or a query."""
_KEYED = re.compile(rf"({_SECRET.pattern})\S+", re.IGNORECASE)
_QUERY = re.compile(r"[?&]\w+=")
_WORD = re.compile(
    r"(?:live|stream(?:ing)?|channels?|cam(?:era)?|video|media|main|sub|profile|onvif|track(?:id)?|preview|axis|h26[45]|"
    r"mpeg4?|mjpe?g|sdp|amp|mp4|mkv|ch|av|realmonitor|unicast)*\d{0,3}|[a-z]\d{0,3}",
    re.IGNORECASE,
)
"""What stands in a stream's path and is no secret: words that cameras use, single letters and short numbers."""
_NAME = re.compile(r"/[a-z]{1,8}")
"""A stream's own name, where it is the whole path."""
_PROSE = ":;,.)'\"}]…>"


def masked(text: str) -> str:
    """Returns the text with all that may be secret taken out of every address in it; hosts stay readable.

    Of a stream's address this is the user, the password, every query, and each part of the path that is not a usual
    word: cameras take passwords in all of these. A password may hold any character, also ``@``, ``/`` and spaces. Where
    an address can be read in two ways, more is hidden, if need be the host too.
    """
    begins = _begins(text)
    ends = [each.start() for each in begins[1:]] + [len(text)]
    parts = [_unaddressed(text[: begins[0].start() if begins else len(text)])]
    for begin, end in zip(begins, ends, strict=True) if begins else ():
        rest, scheme = text[begin.end() : end], begin["scheme"] or begin["typo"]
        parts += [begin[0], _unaddressed(rest) if scheme.lower() in _LOCAL else _masked_rest(rest)]
    return "".join(parts)


def _unaddressed(text: str) -> str:
    """Returns text around addresses without what a camera or GStreamer may have quoted of one."""
    return _KEYED.sub(r"\1***", _BARE.sub(r"\1***@", text))


def _begins(text: str) -> list[re.Match[str]]:
    """Returns where addresses begin: one in a word at most, as a password may look like the beginning of another."""
    found: list[re.Match[str]] = []
    for word in re.finditer(r"\S+", text):
        begin = _BEGIN.search(text, word.start(), word.end())
        if begin is not None and (not found or _FURTHER.fullmatch(begin["scheme"] or begin["typo"])):
            found.append(begin)
    return found


def _masked_rest(rest: str) -> str:
    """Returns what follows a stream's ``rtsp://``, up to the next address, without secrets."""
    plain = _HOST.match(rest)
    at = _credentials_end(rest, plain)
    if at == 0:
        return "***" + _after_word(rest, 0) if plain is None else plain[0] + _masked_path(rest, plain.end())
    host = _HOST.match(rest, at)
    if host is None or (_is_doubtful(rest, at, plain) and not _CERTAIN_HOST.match(host[0])):
        return "***" + _after_word(rest, at)
    return "***@" + host[0] + _masked_path(rest, host.end())


def _credentials_end(rest: str, plain: re.Match[str] | None) -> int:
    """Returns where the host begins: after the last ``@`` that no secret of a path or query holds; 0: there is none."""
    secret = _SECRET.search(rest)
    end = secret.start() if secret else len(rest)
    if plain is not None and plain["port"] is None and rest[plain.end() : plain.end() + 1] != ":":
        end = min(end, len(rest.split(maxsplit=1)[0]))  # what follows is prose: no password begins with a host
    ats = [each.end() for each in _AT.finditer(rest, 0, end)]
    if not ats and plain is None:
        ats = [each.end() for each in _AT.finditer(rest)]
    return ats[-1] if ats else 0


def _is_doubtful(rest: str, at: int, plain: re.Match[str] | None) -> bool:
    """Returns whether the ``@`` may belong to a path, a query or the text that follows, and not to the credentials."""
    before = rest[:at]
    return plain is not None or _QUERY.search(before) is not None or ("@" in before[:-1] and " " in before)


def _masked_path(rest: str, at: int) -> str:
    """Returns path and query from ``at`` on, as far as they are plain, and the text after the address."""
    end = _word_end(rest, at)
    path, prose = rest[at:end], _unaddressed(rest[end:])
    steps, _, more = re.sub(r"[?#]", "\0", path, count=1).partition("\0")
    if _NAME.fullmatch(steps):
        return steps + ("?***" if more else "") + prose
    shown: list[str] = []
    for step in steps.split("/"):
        if not all(_WORD.fullmatch(each) for each in re.split(r"[._-]", step)):
            return "/".join([*shown, "***"]) + prose
        shown.append(step)
    return "/".join(shown) + ("?***" if more else "") + prose


def _after_word(rest: str, at: int) -> str:
    return _unaddressed(rest[_word_end(rest, at) :])


def _word_end(rest: str, at: int) -> int:
    """Returns where the word ends that goes on at ``at``, without its closing punctuation."""
    space = re.compile(r"\s|\Z").search(rest, at)
    end = space.start() if space else len(rest)
    return at + len(rest[at:end].rstrip(_PROSE))


class MaskedFormatter(logging.Formatter):
    """Writes log lines without secrets and control characters, whoever logged them."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """Returns what was logged as one line."""
        return printable(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line, and a traceback below it, masked."""
        return masked(super().format(record))
