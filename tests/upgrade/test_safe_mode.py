"""What answers while nothing is counted."""

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon import safe_mode
from daemon.cli.commands import doctor
from daemon.cli.doctor import health
from daemon.config import settings
from daemon.errors import AwayError, JournalError, SpotterError, UsageError
from daemon.ipc.client import Client, ask
from daemon.ipc.codec import Telemetry
from daemon.journal.writer import JournalWriter
from daemon.runtime.context import Plan
from daemon.system.clock import SystemClock
from tests.boxes import Box
from tests.fakes.box import go, take
from tests.fakes.listener import wait_until
from tests.fakes.workout import Lifter
from tests.runtime.test_service import Manager

WHY = "no engine: spotter engine fetch"


class Safe:
    """A box in safe mode, on a thread of its own."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.stop = threading.Event()
        config = settings.load(box.config)
        plan = Plan("v4l2:///dev/video0", None, box.config, None, None)
        self.thread = threading.Thread(target=safe_mode.run, args=(config, plan, self.stop, WHY), daemon=True)

    def ask(self, verb: str, **args: object) -> Any:  # noqa: ANN401 - each verb has its own answer
        return ask(self.box.socket, verb, args)

    def start(self) -> None:
        self.thread.start()
        wait_until(self.box.socket.exists)


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[Safe]:
    made = Safe(Box(tmp_path))
    yield made
    made.stop.set()
    made.thread.join()


def record(path: Path) -> str:
    writer = JournalWriter(path, SystemClock())
    event = Lifter("ann").starts()
    writer.append([event])
    assert writer.close() == 0
    return event.id


def test_dashboard_page_hub_and_doctor_are_told_why(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:
    safe.start()
    answer = safe.ask("health")
    says = f"safe mode, counting is off: {WHY}; start a set to try again, or wait 5 minutes"
    assert answer["trouble"] == answer["safe_mode"] == says
    assert answer["camera"] == "off"
    state = health.look(safe.box.socket)
    assert not state.healthy
    assert state.final

    async def watched() -> Telemetry:
        async with await Client.connect(safe.box.socket) as client:
            await client.watch(hz=10)
            return (await take(client, 1, Telemetry))[0]

    telemetry = go(watched)
    assert (telemetry.trouble, telemetry.camera, telemetry.state) == (says, "off", "idle")
    finding = next(doctor.parts._running(answer))
    assert finding.says == says
    args = doctor.argparse.Namespace(health=True, wait=None, config=safe.box.config, json=False)
    assert doctor.run(args) == 1
    assert WHY in capsys.readouterr().out


def test_what_was_done_can_be_looked_at(safe: Safe) -> None:
    record(safe.box.journal)
    safe.start()
    assert len(safe.ask("history", limit=5)["sets"]) == 1
    assert {each["name"] for each in safe.ask("exercises")["exercises"]} > {"squat", "push_up"}
    assert safe.ask("forget", athlete="ann")["forgotten"] == 1


def test_nothing_is_counted_and_a_start_leads_out_of_it(safe: Safe) -> None:
    safe.start()
    with pytest.raises(UsageError, match="counting is off"):
        safe.ask("undo")
    with pytest.raises(SpotterError, match="counting is off"):
        safe.ask("picture")
    assert safe.thread.is_alive()
    with pytest.raises(AwayError, match="leaves safe mode"):
        safe.ask("start", exercise="squat")
    safe.thread.join(60)
    assert not safe.thread.is_alive()


def test_after_a_while_it_tries_again_by_itself(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_mode, "AGAIN_S", 0.3)
    safe.thread.start()
    safe.thread.join(60)
    assert not safe.thread.is_alive()


def test_a_journal_that_cannot_be_opened_is_left_alone_and_keeps_nobody_from_hearing_why(safe: Safe) -> None:
    safe.box.journal.mkdir()
    safe.start()
    assert WHY in safe.ask("health")["trouble"]
    for verb, args in (("history", {"limit": 5}), ("export", {}), ("forget", {"all": True})):
        with pytest.raises(JournalError, match="is a folder"):
            safe.ask(verb, **args)
    assert any("is a folder" in each["says"] for each in safe.ask("health")["errors"])
    safe.stop.set()
    safe.thread.join()
    assert not (safe.box.socket.parent / safe_mode.STAND_IN).exists()


@pytest.mark.slow  # four starts of the whole daemon, as systemd would make them
def test_a_daemon_that_cannot_start_is_in_safe_mode_at_the_fourth_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box(tmp_path)
    with box.config.open("a") as file:
        file.write(f'engine.models = "{tmp_path}/none"\n')
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    manager = Manager(tmp_path / "notify")
    for _ in range(3):
        assert box.call("run", "--source", "test://").returncode == 69
    with box.running("--source", "test://") as process:
        assert any("safe mode, counting is off" in line for line in manager.until("READY=1"))
        assert "spotter engine fetch" in box.ask("health")["trouble"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    assert json.loads((tmp_path / "starts.json").read_text())["score"] == 6
    assert box.call("run", "--source", "test://").returncode == 69
    with box.running("--source", "test://"):
        assert box.ask("health")["safe_mode"] is not None
    manager.listener.close()
