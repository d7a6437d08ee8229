"""espeak-ng, started for each text by a small helper of ours and never by the daemon itself.

Python holds its lock while it starts a program: on a busy machine the frame loop would wait for that. The helper is a
shell that takes a line and answers with one; it is started once.
"""

import base64
import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence

from daemon.core.nearest import nearest
from daemon.errors import SoundError

PROGRAM = "espeak-ng"
_ANSWER_S = 3.0
"""Seconds that a sentence may take; it takes 10 to 40 ms."""
_HANGS = f"{PROGRAM} did not answer within {_ANSWER_S:.0f} s: try it: {PROGRAM} ten"
_HELPER = (
    'while IFS= read -r words; do printf %s "$words" | "$0" --stdin --stdout "$@" 2>/dev/null | base64 -w 0; echo; done'
)
"""Text through stdin, so that none is taken for an option; sound as a line, so that its end is seen."""
_UNKNOWN = "voice does not exist"
"""What espeak-ng says of a voice that it does not know."""
_LISTED = 12
_COLUMNS = 5


class Espeak:
    """The helper, for one voice; it is started again where it ended.

    Args:
        voice: As ``espeak-ng --voices`` lists it, for example ``en-gb``.
        words_per_min: How fast.
    """

    def __init__(self, voice: str, words_per_min: int) -> None:
        self._voice = voice
        self._options = ["-v", voice, "-s", str(words_per_min)]
        self._helper: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._refused: str | None = None

    def wave(self, words: str) -> bytes:
        """Returns the words as a WAV file.

        Raises:
            SoundError: It is not installed, has no such voice, fails or hangs; says what to do.
        """
        if shutil.which(PROGRAM) is None:
            raise SoundError(f"nothing can be spoken: {PROGRAM} is not installed: apt install {PROGRAM}")
        try:
            wave = base64.b64decode(self._ask(" ".join(words.split())))
        except TimeoutError:
            self.close()
            raise SoundError(_HANGS) from None
        except OSError as error:
            self.close()
            raise SoundError(f"{PROGRAM} cannot be started ({error.strerror}): try it: {PROGRAM} ten") from None
        if not wave:
            self._refused = self._refused or self._refusal()
            raise SoundError(self._refused)
        return wave

    def close(self) -> None:
        """End the helper and what it started; safe to call twice."""
        if self._line is not None:
            self._line.close()
        helper, self._helper, self._line = self._helper, None, None
        if helper is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(helper.pid, signal.SIGKILL)
            helper.wait()

    def _ask(self, words: str) -> bytes:
        line = self._running()
        line.sendall(words.encode(errors="replace") + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            part = line.recv(1 << 16)
            if not part:
                raise BrokenPipeError(errno.EPIPE, "its helper ended")
            answer += part
        return answer

    def _running(self) -> socket.socket:
        """Returns the line to the helper, which is started where there is none."""
        if self._line is not None and self._helper is not None and self._helper.poll() is None:
            return self._line
        self.close()
        self._line, theirs = socket.socketpair()
        self._line.settimeout(_ANSWER_S)
        with theirs:
            end, nowhere = theirs.fileno(), subprocess.DEVNULL
            argv = ["sh", "-c", _HELPER, PROGRAM, *self._options]
            # A session of its own: what hangs is ended together with the helper.
            self._helper = subprocess.Popen(argv, stdin=end, stdout=end, stderr=nowhere, start_new_session=True)
        return self._line

    def _refusal(self) -> str:
        said = _run([PROGRAM, "--stdout", *self._options, "ten"]).stderr.decode("utf-8", "replace")
        if _UNKNOWN not in said:
            lines = said.strip().splitlines() or ["it gave no sound"]
            return f"{PROGRAM} cannot speak as {self._voice}: {lines[0]}: choose another sound.voice"
        known = voices()
        close = nearest(self._voice, known)
        hint = f"did you mean {close}?" if close else f"try {', '.join(_likely(known))};"
        return f"{PROGRAM} has no voice {self._voice}: {hint} `{PROGRAM} --voices` lists all"


def voices() -> list[str]:
    """Returns the names of the voices that are installed, each language once.

    Raises:
        SoundError: espeak-ng cannot be started, or hangs.
    """
    rows = [line.split() for line in _run([PROGRAM, "--voices"]).stdout.decode("utf-8", "replace").splitlines()[1:]]
    # Those in mb/ need MBROLA and its voices, which are installed apart.
    return sorted({row[1] for row in rows if len(row) >= _COLUMNS and not row[4].startswith("mb/")})


def _likely(known: Sequence[str]) -> list[str]:
    """Returns English voices first: the sentences are English."""
    return sorted(known, key=lambda name: not name.startswith("en"))[:_LISTED]


def _run(argv: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
    """Runs espeak-ng from here, to find out what is wrong with it."""
    try:
        return subprocess.run(argv, capture_output=True, timeout=_ANSWER_S, check=False)
    except subprocess.TimeoutExpired:
        raise SoundError(_HANGS) from None
    except OSError as error:
        raise SoundError(f"{PROGRAM} cannot be started ({error.strerror}): apt install --reinstall {PROGRAM}") from None
