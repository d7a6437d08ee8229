"""``spotter say``: voice and volume are tried before they stand in the settings."""

import shutil
from pathlib import Path

import pytest

from daemon.cli.commands import say
from daemon.cli.main import main
from daemon.sound import espeak
from tests.sound.recording import Recording, level

installed = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    recording = Recording(tmp_path / "heard.wav")
    monkeypatch.setattr(say, "find", lambda _: recording.output)
    return recording


@installed
def test_a_beep_and_the_words_are_heard(recording: Recording, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "ten"]) == 0
    assert capsys.readouterr().out == "the recorder, voice en-gb\n"
    assert len(recording.utterances(gap_s=0.02)) >= 3  # two notes, and the word


@installed
def test_what_is_given_goes_before_the_settings(recording: Recording, tmp_path: Path) -> None:
    settings = tmp_path / "spotter.toml"
    settings.write_text('[sound]\nvolume = 100\nvoice = "en-us"\n', encoding="utf-8")
    levels = []
    for more in ([], ["--volume", "50"], ["--volume", "50", "--louder-than-music"]):
        assert main(["say", "--config", str(settings), *more, "ten"]) == 0
        levels.append(level(recording.samples()))
    full, quiet, loud = levels
    assert quiet < full / 2
    assert loud > full


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--volume", "101"], "volume = 101"),
        (["--voice", "../en"], "a voice as `espeak-ng --voices` names it"),
        (["--rate", "5"], "words_per_min = 5"),
    ],
)
def test_a_value_out_of_its_range_is_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", *words]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_without_espeak_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(espeak, "PROGRAM", "espeak-ng-that-is-not-there")
    assert main(["say", "ten"]) == 1
    assert "apt install espeak-ng" in capsys.readouterr().err


@installed
def test_a_card_that_is_not_plugged_in_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "--device", "plughw:CARD=Unplugged", "ten"]) == 1
    assert "no such sound card is plugged in" in capsys.readouterr().err
