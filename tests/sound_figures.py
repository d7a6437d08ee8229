"""What sound costs the frame loop, and how much louder than music is (``python -m tests.sound_figures``).

Needs espeak-ng; plays nothing.
"""

import sys
import threading
import time
from collections.abc import Callable

import msgspec
import numpy as np

from daemon.runtime.announcer import Announcer
from daemon.sound.loudness import Loudness
from daemon.sound.sayings import Say, Sayings
from daemon.sound.speaker import Means, Speaker
from daemon.sound.speech import Voice
from daemon.system.clock import SystemClock
from tests.fakes.loudspeaker import FakeSocket, FakeVoice
from tests.fakes.workout import Lifter
from tests.sound.recording import level

PHRASES = ("1", "7", "12", "two more", "done", "no rep: not deep enough", "push your knees out", "lock out")
REPS = 20_000
SPOKEN = 200
TICK_S = 0.0005


def main() -> None:
    """Print each figure on a line."""
    handing_over()
    speaking()
    louder()


def handing_over() -> None:
    """What a rep with a cue costs who tells of it, while the loudspeaker's driver hangs."""
    clock = SystemClock()
    socket = FakeSocket(clock)
    socket.free.clear()
    announcer = Announcer(Sayings(Say.CUES), Speaker(Means(socket.find, socket.open, FakeVoice(), Loudness(80)), clock))
    announcer.start()
    socket.held.wait()
    rep = [msgspec.structs.replace(Lifter().lifts(7), cue="push your knees out")]
    spent = []
    for _ in range(REPS):
        began = time.perf_counter()
        announcer.on_committed(rep)
        spent.append((time.perf_counter() - began) * 1e6)
    socket.free.set()
    announcer.close()
    say(f"a rep and its cue handed over while the driver hangs: median {np.median(spent):.1f} µs, "
        f"p99 {np.percentile(spent, 99):.1f} µs")  # fmt: skip


def speaking() -> None:
    """What espeak-ng takes, and how long another thread of the same process is held up by it."""
    taken: list[float] = []
    voice = Voice("en-gb", 175)
    voice.speak("ready")

    def speak() -> None:
        for n in range(SPOKEN):
            began = time.perf_counter()
            voice.speak(str(n))
            taken.append((time.perf_counter() - began) * 1e3)

    beside = gaps_ms(speak)
    voice.close()
    alone = gaps_ms(lambda: time.sleep(sum(taken) / 1e3))
    say(f"a number made into sound: median {np.median(taken):.1f} ms, p95 {np.percentile(taken, 95):.1f} ms")
    say(f"longest of a thousand turns of another thread (p99.9): {alone:.1f} ms alone, {beside:.1f} ms beside it")


def gaps_ms(work: Callable[[], None]) -> float:
    """Returns the p99.9 of the time from one turn of another thread to the next while ``work`` runs."""
    over, gaps = threading.Event(), []

    def turn() -> None:
        last = time.perf_counter()
        while not over.is_set():
            time.sleep(TICK_S)
            now = time.perf_counter()
            gaps.append((now - last) * 1e3)
            last = now

    thread = threading.Thread(target=turn)
    thread.start()
    work()
    over.set()
    thread.join()
    return float(np.percentile(gaps, 99.9))


def louder() -> None:
    """How much more level ``louder_than_music`` gives than the highest volume."""
    voice = Voice("en-gb", 175)
    more = []
    for phrase in PHRASES:
        spoken = voice.speak(phrase)
        loud, full = Loudness(50, louder_than_music=True).apply(spoken), Loudness(100).apply(spoken)
        more.append(20 * np.log10(level(loud) / level(full)))
    voice.close()
    say(f"louder than music against volume 100: {min(more):.1f} to {max(more):.1f} dB more, {len(PHRASES)} phrases")


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
