"""Loudspeaker and voice. Nothing is opened or played: the daemon may have the loudspeaker."""

import contextlib
import os
from collections.abc import Iterator, Mapping

from daemon.cli.doctor.finding import Finding, Ground, Verdict, fail, note, ok
from daemon.config.settings import Sound
from daemon.errors import SoundError
from daemon.sound import outputs
from daemon.sound.speech import Voice


def checks(ground: Ground, config: Sound) -> Iterator[Finding]:
    """Look at what the settings use.

    Args:
        ground: The machine.
        config: What is said, how, and where to.
    """
    if config.say == "off":
        yield ok("sound", "switched off: sound.say = off")
        return
    yield _output(ground, config)
    if config.say != "beeps":
        yield _voice(config)


def _output(ground: Ground, config: Sound) -> Finding:
    try:
        output = outputs.find(config.device, ground.root, _environ(ground))
    except SoundError as error:
        return fail("loudspeaker", str(error))
    closed = [device for device in outputs.devices(ground.root) if not _may_open(ground, device)]
    if output.device is not None and closed:
        mend = "run as root, or join the group audio: sudo usermod -aG audio $USER, and log in again"
        return note("loudspeaker", f"{output.title}; you may not open {closed[0].node}", mend)
    return Finding(part="loudspeaker", verdict=Verdict.OK, says=output.title, mend="hear it: spotter say")


def _environ(ground: Ground) -> Mapping[str, str]:
    """Returns the environment in which the daemon looks for its loudspeaker: a service is in no user's session."""
    return {} if ground.path("/etc/systemd/system/spotter.service").exists() else os.environ


def _may_open(ground: Ground, device: outputs.Device) -> bool:
    return os.access(ground.path(device.node), os.R_OK | os.W_OK)


def _voice(config: Sound) -> Finding:
    try:
        with contextlib.closing(Voice(config.voice, config.words_per_min)) as voice:
            voice.speak("ten")
    except SoundError as error:
        return fail("voice", str(error))
    return ok("voice", f"{config.voice}, {config.words_per_min} words a minute")
