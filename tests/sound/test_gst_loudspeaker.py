"""A loudspeaker's pipeline where things go wrong: what is missing, refused or hangs is one line with its mend."""

import time
from pathlib import Path

import numpy as np
import pytest

from daemon.errors import SoundError
from daemon.sound import loudspeaker
from daemon.sound.loudspeaker import GstLoudspeaker
from daemon.sound.outputs import ALSA, Output
from daemon.sound.tones import RATE, Samples
from daemon.system.clock import SystemClock

WAIT_S = 60.0
PIECE: Samples = np.full(RATE // 10, 0.5, np.float32)


def has_alsa() -> bool:
    return bool(loudspeaker._load()[0].ElementFactory.find("alsasink"))


alsa = pytest.mark.skipif(not has_alsa(), reason="gstreamer1.0-alsa is not installed")


def opened(sink: str, device: str | None = None) -> GstLoudspeaker:
    return GstLoudspeaker(Output(sink, device, "the loudspeaker"), SystemClock())


def check_for(seconds: float, player: GstLoudspeaker) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        player.check()
        time.sleep(0.01)


@alsa
def test_alsa_is_played_through_without_a_sound_server() -> None:
    player = opened(ALSA, "null")
    player.play(PIECE)
    while player.ahead_s:
        time.sleep(0.01)
    player.check()
    player.close()


@alsa
def test_a_device_that_is_not_there_is_one_line() -> None:
    with pytest.raises(SoundError, match=r"cannot be opened .*: plug it in again, or set sound.device") as raised:
        opened(ALSA, "plughw:CARD=Unplugged")
    assert "\n" not in str(raised.value)


def test_a_missing_element_is_told_with_its_package() -> None:
    with pytest.raises(SoundError, match=r"apt install .*gstreamer1.0-alsa"):
        opened("sinkthatisnotinstalled")


def test_a_folder_that_may_not_be_written_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="cannot be opened"):
        opened(f"filesink location={tmp_path}")


def test_a_driver_that_takes_nothing_is_noticed_and_does_not_hold_up_who_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loudspeaker, "_HANGS_S", 0.2)
    player = opened("identity sleep-time=2000000 ! fakesink")  # two seconds for each piece
    for _ in range(5):
        player.play(PIECE)
    assert player.ahead_s <= 0.5
    with pytest.raises(SoundError, match="does not play: unplug it and plug it in again"):
        check_for(WAIT_S, player)
    player.close()
