"""A real Home Assistant as a process of its own; see ``home_assistant.py``."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes.mosquitto import free_port

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-hub" / "bin" / "python"
LIMIT_S = 180.0
"""For a broken program, never a promise of speed."""


class HomeAssistant:
    """Home Assistant with its MQTT integration set up."""

    def __init__(self, folder: Path, broker_port: int) -> None:
        folder.mkdir()
        self._log = (folder / "log").open("wb")
        argv = [str(PYTHON), str(ROOT / "tests" / "hub" / "home_assistant.py"), str(folder), str(broker_port)]
        self._process = subprocess.Popen(
            [*argv, str(free_port())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        self.folder = folder

    def await_ready(self) -> None:
        assert self._answer() == "ready"

    def ask(self, what: str, **args: object) -> Any:  # noqa: ANN401 - each question has its own answer
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([what, args]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def states(self) -> dict[str, str]:
        """Ours by entity: ``sensor.spotter_reps`` -> ``3``."""
        found: dict[str, dict[str, Any]] = self.ask("states")
        blueprints = ("automation.", "scene.")  # made of ours, and named after them
        ours = (entity for entity in found if "spotter" in entity and not entity.startswith(blueprints))
        return {entity: found[entity]["state"] for entity in ours}

    def attributes(self, entity: str) -> dict[str, Any]:
        found: dict[str, dict[str, dict[str, Any]]] = self.ask("states")
        return found[entity]["attributes"]

    def call(self, service: str, entity: str, **data: object) -> None:
        domain, _, name = service.partition(".")
        self.ask("call", domain=domain, service=name, data={"entity_id": entity, **data})

    def wait_for(self, what: Callable[[dict[str, str]], bool], limit_s: float = LIMIT_S) -> dict[str, str]:
        """Returns the states once they are as asked for."""
        end = time.monotonic() + limit_s
        while not what(found := self.states()):
            assert time.monotonic() < end, found
            time.sleep(0.1)
        return found

    def stop(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _answer(self) -> Any:  # noqa: ANN401 - as above
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "log").read_text()[-3000:]
        return json.loads(line)
