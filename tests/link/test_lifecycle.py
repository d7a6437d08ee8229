"""The link as a process: start in any order, kill anything at any moment, stop cleanly."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto, free_port
from tests.link.box import FakeBox
from tests.link.conftest import running

pytestmark = pytest.mark.slow


class Process:
    """``spotter link`` with what it said."""

    def __init__(self, config: Path) -> None:
        self._log = config.parent / "link.log"
        with self._log.open("ab") as log:
            command = [str(Path(sys.executable).parent / "spotter"), "link", "--config", str(config)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    @property
    def said(self) -> str:
        return self._log.read_text()

    def await_said(self, text: str) -> None:
        wait_until(lambda: text in self.said, told=lambda: self.said)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)


@contextlib.contextmanager
def process(config: Path) -> Iterator[Process]:
    link = Process(config)
    try:
        yield link
    finally:
        link.kill()


def seqs(phone: Listener) -> list[int]:
    return [heard.json["seq"] for heard in phone.heard if heard.topic.split("/")[-1] in ("rep", "late")]


def assert_all_in_order(told: list[int], last: int, crashes: int) -> None:
    """Each event, in order; a repeat steps back by one, at most once for each crash."""
    first_times = list(dict.fromkeys(told))
    assert first_times == list(range(1, last + 1))
    assert len(told) - len(first_times) <= crashes
    assert all(later >= earlier for earlier, later in itertools.pairwise(told))


def test_the_broker_may_come_last(broker: Mosquitto, box: FakeBox) -> None:
    broker.stop()
    box.record(*box.reps(2))
    with process(box.config()) as link:
        link.await_said("cannot reach the broker")
        broker.start()
        with Listener(broker.port, "spotter/box/late") as late, Listener(broker.port, "spotter/box/rep") as live:
            wait_until(lambda: len(late.heard) + len(live.heard) + box.cursor() >= 2)
            link.await_said("connected to the broker")
    assert link.said.count("cannot reach the broker") == 1
    assert "correct mqtt.host and mqtt.port" in link.said
    assert "Traceback" not in link.said


def test_the_daemon_may_come_last_and_the_state_says_so(phone: Listener, box: FakeBox) -> None:
    box.stop()
    with running(box):
        phone.wait(lambda it: it.on("/state") and it.on("/state")[-1].json["daemon"] == "away")
        assert phone.on("/available")[-1].payload == b"online"
        box.start()
        box.record(*box.reps(2))
        phone.wait(lambda it: len(it.on("/rep")) == 2)
        phone.wait(lambda it: it.on("/health"))
        box.show(reps=2)
        phone.wait(lambda it: it.on("/state")[-1].json["daemon"] == "ok")


def test_a_daemon_that_comes_back_is_followed_without_a_repeat(phone: Listener, box: FakeBox) -> None:
    with running(box):
        for round_ in range(3):
            box.record(*box.reps(20))
            phone.wait(lambda it, least=round_ * 20 + 5: len(seqs(it)) >= least)
            box.stop()
            box.start()
        phone.wait(lambda it: len(seqs(it)) >= 60)
    assert_all_in_order(seqs(phone), 60, crashes=0)


def test_what_a_dying_daemon_forgot_to_note_is_not_published_again(phone: Listener, box: FakeBox) -> None:
    box.stop()
    box.forgetful = True
    box.start()
    with running(box):
        box.record(*box.reps(20))
        phone.wait(lambda it: len(seqs(it)) == 20)
        box.stop()
        box.forgetful = False
        box.start()
        box.record(box.rep(21))
        phone.wait(lambda it: seqs(it)[-1] == 21)
        wait_until(lambda: box.cursor() == 21)
    assert_all_in_order(seqs(phone), 21, crashes=1)


def test_a_link_killed_at_any_moment_loses_nothing_and_repeats_once_at_most(phone: Listener, box: FakeBox) -> None:
    kills = 4
    for _ in range(kills):
        box.record(*box.reps(150))
        heard = len(seqs(phone))
        with process(box.config()):
            phone.wait(lambda it, least=heard + 10: len(seqs(it)) >= least)
    with process(box.config()):
        phone.wait(lambda it: seqs(it)[-1] == kills * 150)
        assert_all_in_order(seqs(phone), kills * 150, crashes=kills)
        assert [heard.payload for heard in phone.on("/available")] == [b"online", b"offline"] * kills + [b"online"]


def test_a_broker_killed_at_any_moment_loses_nothing_and_repeats_once_at_most(broker: Mosquitto, box: FakeBox) -> None:
    heard: list[int] = []
    with Listener(broker.port) as phone, process(box.config()) as link:
        link.await_said("connected to the broker")
        for round_ in range(3):
            feeder = threading.Thread(target=lambda: [box.record(box.rep(1)) for _ in range(100)])
            feeder.start()
            phone.wait(lambda it, least=round_ * 90 + 20: len(seqs(it)) >= least)
            broker.kill()
            link.process.send_signal(signal.SIGSTOP)  # the listener shall be back first: it has no session to fall on
            feeder.join()
            broker.start()
            phone.await_subscribed(round_ + 2)
            link.process.send_signal(signal.SIGCONT)
        phone.wait(lambda it: seqs(it)[-1] == 300, 60)
        heard = seqs(phone)
        assert link.process.poll() is None
    assert_all_in_order(heard, 300, crashes=3)


def test_sigterm_ends_it_cleanly_also_without_a_broker(broker: Mosquitto, phone: Listener, box: FakeBox) -> None:
    with process(box.config()) as link:
        link.await_said("connected to the broker")
        link.process.send_signal(signal.SIGTERM)
        assert link.process.wait(60) == 0
        phone.wait(lambda it: [heard.payload for heard in it.on("/available")] == [b"online", b"offline"])
    broker.kill()
    with process(box.config()) as link:
        link.await_said("cannot reach the broker")
        link.process.send_signal(signal.SIGTERM)
        assert link.process.wait(60) == 0
    assert "Traceback" not in link.said


def test_the_end_of_its_terminal_ends_it_cleanly(phone: Listener, box: FakeBox) -> None:
    with process(box.config()) as link:
        link.await_said("connected to the broker")
        link.process.send_signal(signal.SIGHUP)
        assert link.process.wait(60) == 0
        phone.wait(lambda it: [heard.payload for heard in it.on("/available")] == [b"online", b"offline"])


def test_sigterm_ends_it_while_the_broker_hangs(broker: Mosquitto, box: FakeBox) -> None:
    assert broker.process is not None
    with process(box.config()) as link:
        link.await_said("connected to the broker")
        broker.process.send_signal(signal.SIGSTOP)
        box.record(box.rep(1))
        link.process.send_signal(signal.SIGTERM)
        assert link.process.wait(60) == 0


def test_a_killed_link_is_said_to_be_offline(phone: Listener, box: FakeBox) -> None:
    with process(box.config()) as link:
        phone.wait(lambda it: it.on("/available"))
        link.kill()
        phone.wait(lambda it: len(it.on("/available")) > 1)
    assert phone.on("/available")[-1].payload == b"offline"


def test_a_command_that_was_retained_before_the_link_came_is_not_done(phone: Listener, box: FakeBox) -> None:
    phone.send("spotter/box/command/start", retain=True)
    with running(box):
        phone.wait(lambda it: it.on("/available"))
        phone.send("spotter/box/command/stop", answer_to="me")
        phone.wait(lambda it: it.on("me"))
    assert [type(args).__name__ for args in box.commands] == ["Stop"]


def test_a_wrong_password_is_one_line_and_the_status_of_a_bad_configuration(broker: Mosquitto, box: FakeBox) -> None:
    broker.require_password("me", "right")
    secret = box.folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text("hunter2\n")
    config = box.config('username = "me"\npassword_file = "secret"\n')
    with process(config) as link:
        assert link.process.wait(60) == os.EX_CONFIG
        lines = link.said.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"spotter: {config}: the broker at 127.0.0.1:{broker.port} refuses user 'me'")
    assert "mqtt.username and mqtt.password_file" in lines[0]
    assert "hunter2" not in lines[0]


def test_a_wrong_settings_file_is_one_line(tmp_path: Path) -> None:
    config = tmp_path / "spotter.toml"
    config.write_text(f"[mqtt]\nprot = {free_port()}\n")
    with process(config) as link:
        assert link.process.wait(60) == os.EX_CONFIG
        assert link.said == f"spotter: {config}: unknown key mqtt.prot: did you mean port?\n"


def test_a_missing_settings_file_is_one_line(tmp_path: Path) -> None:
    with process(tmp_path / "absent.toml") as link:
        assert link.process.wait(60) == os.EX_CONFIG
        assert len(link.said.splitlines()) == 1
