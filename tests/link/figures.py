"""Measures the link: ``python -m tests.link.figures`` prints how long 1,000 events take through a real broker.

They wait in the journal; the link is a process of its own, as on a box, and has one in flight at a time.
"""

import tempfile
import time
from pathlib import Path

from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox
from tests.link.test_lifecycle import process

EVENTS = 1000
RUNS = 5


def drained_s(folder: Path) -> float:
    """Seconds from the first event at a subscriber to the last."""
    broker, box = Mosquitto(folder), FakeBox(folder, 1)
    broker.start()
    box.port = broker.port
    box.start()
    box.record(*box.reps(EVENTS))
    try:
        with Listener(broker.port, "spotter/box/+") as phone, process(box.config()):
            wait_until(lambda: phone.on("/rep") or phone.on("/late"))
            began_s = time.monotonic()
            wait_until(lambda: len(phone.heard) >= EVENTS and box.cursor() == EVENTS, 300)
            return time.monotonic() - began_s
    finally:
        box.stop()
        broker.kill()


def main() -> None:
    took = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            took.append(drained_s(Path(folder)))
    print(f"{EVENTS} events drained, one in flight: {min(took):.2f} to {max(took):.2f} s in {RUNS} runs")


if __name__ == "__main__":
    main()
