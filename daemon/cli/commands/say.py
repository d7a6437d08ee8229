"""``spotter say``: says something through the loudspeaker, to try voice and volume."""

import argparse
import contextlib
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from daemon.config import settings
from daemon.config.settings import Sound
from daemon.config.table import Context, mistakes
from daemon.errors import UsageError
from daemon.sound.loudness import Loudness
from daemon.sound.loudspeaker import GstLoudspeaker
from daemon.sound.outputs import find
from daemon.sound.speech import Voice
from daemon.sound.tones import Tone, samples_of, silence
from daemon.system.clock import SystemClock

_SAMPLE = "seven, two more, one more, done"
_PAUSE_S = 0.2
_REST_S = 0.4
"""Seconds that the last sound has to leave the device's own memory."""
_LOOK_S = 0.1


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "say",
        epilog="What is not given is as in the settings' [sound]. `espeak-ng --voices` lists the voices.",
    )
    parser.add_argument("words", metavar="WORDS", nargs="*", help=f"what to say; by default: {_SAMPLE}")
    parser.add_argument("--voice", metavar="NAME", help="espeak-ng's voice, for example en-us or en-gb+f3")
    parser.add_argument("--rate", metavar="N", dest="words_per_min", type=int, help="words a minute, 80 to 450")
    parser.add_argument("--volume", metavar="N", type=int, help="percent, 0 to 100")
    parser.add_argument(
        "--louder-than-music",
        action=argparse.BooleanOptionalAction,
        help="compress the sound and play it as loudly as possible",
    )
    parser.add_argument("--device", metavar="NAME", help="ALSA's name of the loudspeaker; `aplay -L` lists them")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Beep and speak once, as the daemon does. Says which loudspeaker it was."""
    config = _chosen(settings.load(args.config).sound, args)
    with contextlib.closing(Voice(config.voice, config.words_per_min)) as voice:
        spoken = voice.speak(" ".join(args.words).strip() or _SAMPLE)
    loudness = Loudness(config.volume, louder_than_music=config.louder_than_music)
    loudspeaker = GstLoudspeaker(find(config.device), SystemClock())
    try:
        for samples in (samples_of(Tone.SET_STARTED), silence(_PAUSE_S), spoken):
            loudspeaker.play(loudness.apply(samples))
        while loudspeaker.ahead_s:
            loudspeaker.check()
            time.sleep(_LOOK_S)
        time.sleep(_REST_S)
        loudspeaker.check()
    finally:
        loudspeaker.close()
    sys.stdout.write(f"{loudspeaker.title}, voice {config.voice}\n")
    return 0


def _chosen(config: Sound, args: argparse.Namespace) -> Sound:
    """Returns the settings with what was given in their place; both are checked by the same rules."""
    given = {name: value for name in Sound.__struct_fields__ if (value := getattr(args, name, None)) is not None}
    wrong = next(mistakes(given, Sound, Context(Path(), {})), None)
    if wrong is not None:
        raise UsageError(wrong)
    return msgspec.structs.replace(config, **given)
