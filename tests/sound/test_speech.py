"""Words as sound, by the real espeak-ng where it is installed, and what is said where it is not."""

import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from daemon.errors import SoundError
from daemon.sound import espeak
from daemon.sound.espeak import voices
from daemon.sound.speech import Voice
from daemon.sound.tones import RATE

pytestmark = pytest.mark.usefixtures("patient")
installed = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a program of this name in the place of espeak-ng."""
    program = folder / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(espeak, "PROGRAM", str(program))


@installed
def test_a_number_is_heard_at_once_and_is_short() -> None:
    spoken = Voice("en-gb", 175).speak("12")
    assert 0.2 < len(spoken) / RATE < 1.0
    assert np.abs(spoken[: RATE // 50]).max() > 0.01


@installed
def test_a_higher_rate_is_faster() -> None:
    slow, fast = (Voice("en-gb", rate).speak("two more") for rate in (120, 240))
    assert len(fast) < 0.8 * len(slow)


@installed
def test_another_voice_sounds_different() -> None:
    assert not np.array_equal(Voice("en-gb", 175).speak("ten"), Voice("en-us+f3", 175).speak("ten"))


@installed
def test_no_text_is_taken_for_an_option() -> None:
    assert len(Voice("en-gb", 175).speak("--version")) > 0
    assert len(Voice("en-gb", 175).speak("-w /tmp/x.wav")) > 0
    assert len(Voice("en-gb", 175).speak("ten; echo $HOME `id` \\n %s\ntwo")) > 0


@installed
def test_a_text_that_is_no_text_breaks_nothing() -> None:
    assert len(Voice("en-gb", 175).speak("ten \udcff\x00")) > 0


@installed
def test_an_unknown_voice_is_told_with_the_nearest() -> None:
    with pytest.raises(SoundError, match=r"espeak-ng has no voice en_gb: did you mean en-gb\? `espeak-ng --voices`"):
        Voice("en_gb", 175).speak("ten")
    with pytest.raises(SoundError, match="no voice Quetzalcoatl: try en-"):
        Voice("Quetzalcoatl", 175).speak("ten")


@installed
def test_voices_that_need_another_program_are_not_suggested() -> None:
    assert {"en-gb", "en-us", "de"} <= set(voices())


def test_without_espeak_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "PROGRAM", "espeak-ng-that-is-not-there")
    with pytest.raises(SoundError, match="apt install espeak-ng"):
        Voice("en-gb", 175).speak("ten")


def test_an_espeak_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, "exec sleep 600")
    monkeypatch.setattr(espeak, "_ANSWER_S", 0.2)
    with pytest.raises(SoundError, match="did not answer"):
        Voice("en-gb", 175).speak("ten")


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'Error: The data is damaged' >&2; exit 1", "cannot speak as en-gb: Error: The data is damaged"),
        ("exit 0", "it gave no sound"),
        ("echo hello", "gave no sound"),
        ("kill -SEGV $$", "it gave no sound"),
    ],
)
def test_an_espeak_that_fails_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, says: str
) -> None:
    pretend(tmp_path, monkeypatch, script)
    with pytest.raises(SoundError, match=says) as raised:
        Voice("en-gb", 175).speak("ten")
    assert "\n" not in str(raised.value)


def test_a_voice_of_another_rate_is_as_long_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data\xff\xff\xff\x7f"
    (tmp_path / "wave").write_bytes(wave + b"\x00\x40" * 16_000)  # a second at 16 kHz
    pretend(tmp_path, monkeypatch, f"cat {tmp_path / 'wave'}")
    assert len(Voice("mbrola", 175).speak("ten")) == pytest.approx(RATE, abs=2)


def test_the_same_words_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0data\xff\xff\xff\x7f"
    (tmp_path / "wave").write_bytes(wave + b"\x00\x40" * 100)
    pretend(tmp_path, monkeypatch, f"echo once >> {tmp_path / 'calls'}; cat {tmp_path / 'wave'}")
    voice = Voice("en-gb", 175)
    voice.speak("ten")
    voice.speak("ten")
    assert (tmp_path / "calls").read_text() == "once\n"


@installed
def test_the_daemon_starts_one_helper_and_not_a_program_for_each_text() -> None:
    voice = Voice("en-gb", 175)
    voice.speak("1")
    helper = voice._espeak._helper
    voice.speak("2")
    assert voice._espeak._helper is helper
    voice.close()
    voice.close()
    assert helper is not None
    assert helper.poll() is not None


@installed
def test_a_helper_that_was_killed_is_started_again() -> None:
    voice = Voice("en-gb", 175)
    voice.speak("1")
    helper = voice._espeak._helper
    assert helper is not None
    helper.kill()
    helper.wait()
    assert len(voice.speak("2")) > 0
    voice.close()


def test_what_hangs_is_ended_with_the_helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, f"echo $$ > {tmp_path / 'pid'}; exec sleep 600")
    monkeypatch.setattr(espeak, "_ANSWER_S", 0.2)
    only_from_then_on(monkeypatch, lambda: written(tmp_path / "pid"))
    with pytest.raises(SoundError, match="did not answer"):
        Voice("en-gb", 175).speak("ten")
    pid = int((tmp_path / "pid").read_text())
    assert wait_for(lambda: not running(pid))


def only_from_then_on(monkeypatch: pytest.MonkeyPatch, began: Callable[[], bool]) -> None:
    """Lets the time for an answer begin once something has happened."""
    ask = espeak.Espeak._running

    class Line:
        def __init__(self, line: socket.socket) -> None:
            self.sendall = line.sendall
            self._line = line

        def recv(self, size: int) -> bytes:
            assert wait_for(began)
            return self._line.recv(size)

    monkeypatch.setattr(espeak.Espeak, "_running", lambda it: Line(ask(it)))


def written(path: Path) -> bool:
    return path.exists() and path.read_text().endswith("\n")


def wait_for(happens: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 60
    while not happens() and time.monotonic() < limit:
        time.sleep(0.01)
    return happens()


def running(pid: int) -> bool:
    """Whether it runs: one that has ended and that nobody has asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
