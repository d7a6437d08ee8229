"""Loudspeaker and voice: the doctor finds them, or says what to install or plug in."""

import shutil
from pathlib import Path

import pytest

from daemon.cli.doctor import loudspeaker
from daemon.cli.doctor.finding import Finding, Verdict
from daemon.config.settings import Sound
from daemon.sound import espeak
from tests.cli.doctor.board import Jetson, part

CARDS = " 2 [UACDemoV10     ]: USB-Audio - UACDemoV1.0\n                      UACDemoV1.0 at usb-2.2, full speed\n"
installed = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
def board(tmp_path: Path) -> Jetson:
    board = Jetson(tmp_path)
    board.write("proc/asound/cards", CARDS)
    board.write("proc/asound/card2/pcm0p/info", "card: 2")
    board.write("dev/snd/pcmC2D0p", "")
    return board


def look(board: Jetson, config: Sound | None = None) -> list[Finding]:
    return list(loudspeaker.checks(board.ground, config or Sound(say="cues")))


@installed
def test_a_usb_loudspeaker_and_a_voice_are_well_and_may_be_heard(board: Jetson) -> None:
    found = look(board)
    assert [finding.verdict for finding in found] == [Verdict.OK, Verdict.OK]
    assert part(found, "loudspeaker").says == "UACDemoV1.0 (plughw:CARD=UACDemoV10,DEV=0)"
    assert part(found, "loudspeaker").mend == "hear it: spotter say"
    assert part(found, "voice").says == "en-gb, 175 words a minute"


def test_what_is_switched_off_is_well(board: Jetson) -> None:
    (found,) = look(board, Sound())
    assert (found.verdict, found.says) == (Verdict.OK, "switched off: sound.say = off")


def test_a_board_without_a_loudspeaker_is_told_what_to_plug_in(board: Jetson) -> None:
    board.remove("proc/asound/cards")
    found = part(look(board), "loudspeaker")
    assert found.verdict is Verdict.FAIL
    assert "plug a USB loudspeaker in" in found.says


def test_one_that_nobody_may_open_is_a_matter_of_the_group(board: Jetson) -> None:
    board.remove("dev/snd/pcmC2D0p")
    found = part(look(board), "loudspeaker")
    assert found.verdict is Verdict.NOTE
    assert "usermod -aG audio" in str(found.mend)


def test_a_missing_espeak_is_told_with_the_package(board: Jetson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "PROGRAM", "espeak-ng-that-is-not-there")
    found = part(look(board), "voice")
    assert found.verdict is Verdict.FAIL
    assert "apt install espeak-ng" in found.says


@installed
def test_an_unknown_voice_is_told_with_the_nearest(board: Jetson) -> None:
    found = part(look(board, Sound(say="count", voice="en_us")), "voice")
    assert "did you mean en-us?" in found.says


def test_beeps_need_no_voice(board: Jetson) -> None:
    assert [finding.part for finding in look(board, Sound(say="beeps"))] == ["loudspeaker"]
