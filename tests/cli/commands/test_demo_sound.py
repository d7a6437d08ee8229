"""The demonstration is silent unless it is asked to speak; then it speaks as the user's settings say."""

from pathlib import Path

import pytest

from daemon.cli.commands.demo import _table
from daemon.config import settings
from daemon.config.settings import Sound


@pytest.mark.parametrize(
    "sound", [Sound(), Sound(say="cues", voice="en-us+f3", volume=40, louder_than_music=True, device="plughw:CARD=Ü")]
)
def test_the_users_sound_is_handed_on(sound: Sound, tmp_path: Path) -> None:
    path = tmp_path / "spotter.toml"
    path.write_text(_table(sound), encoding="utf-8")
    assert settings.load(path).sound == sound
