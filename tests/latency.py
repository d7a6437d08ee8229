"""From a rep's last frame to the phone: ``python -m tests.latency [RUNS]`` plays the demonstration and listens.

Each event's ``t_mono`` is the capture time of the frame that completed it; what passes until the message is here is
decoding, pose, count, commit, socket, link and broker.
"""

import re
import statistics
import subprocess
import sys
import time
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from daemon import events

PORT = re.compile(r"mosquitto_sub -h 127\.0\.0\.1 -p (\d+)")


def listen(port: int, took_ms: list[float]) -> mqtt.Client:
    """Subscribe, and note each event's age as it arrives."""

    def on_message(_client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:  # noqa: ANN401 - paho's signature
        now = time.monotonic()
        event = events.decode(bytes(message.payload))
        if isinstance(event, events.Rep | events.RepRejected):
            took_ms.append((now - event.t_mono) * 1000)

    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_message = on_message
    client.on_connect = lambda phone, *_: phone.subscribe("spotter/demo/rep", 1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


def play(took_ms: list[float]) -> None:
    """One run of the demonstration."""
    argv = [sys.executable, "-m", "daemon.cli", "demo"]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        for line in demo.stderr:
            if found := PORT.search(line):
                phone = listen(int(found[1]), took_ms)
    phone.disconnect()
    phone.loop_stop()


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    took_ms: list[float] = []
    for _ in range(runs):
        play(took_ms)
    p95 = statistics.quantiles(took_ms, n=20)[-1]
    print(f"{len(took_ms)} reps: p50 {statistics.median(took_ms):.1f} ms, p95 {p95:.1f} ms, most {max(took_ms):.1f} ms")


if __name__ == "__main__":
    main()
