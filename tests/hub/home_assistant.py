"""A real Home Assistant core with its MQTT integration, driven by lines of JSON on standard input.

Runs in a virtual environment of its own (``deploy/test-hub`` makes it), which knows nothing of this project:

    python home_assistant.py FOLDER BROKER_PORT HTTP_PORT

Each line is ``[what, {arguments}]`` and is answered by one line. The first line is written once the broker's entry is
loaded.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeassistant import loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.bootstrap import async_load_base_functionality
from homeassistant.components.device_automation import DeviceAutomationType, async_get_device_automations
from homeassistant.config_entries import ConfigEntries
from homeassistant.const import __version__
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import device_registry
from homeassistant.helpers.trigger import async_initialize_triggers
from homeassistant.setup import async_setup_component

LOOPBACK = "127.0.0.1"
CAPTURED = {"light": ("turn_on", "turn_off"), "fan": ("turn_on", "turn_off"), "tts": ("speak",)}
"""Services of what is not here: lamps, a fan and a voice. What they are asked for is kept."""


class Complaints(logging.Handler):
    """Keeps what Home Assistant warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


class Driven:
    """Home Assistant, and what a test asks of it."""

    def __init__(self, hass: HomeAssistant, entry: str, complaints: Complaints) -> None:
        self.hass = hass
        self.entry = entry
        self.complaints = complaints
        self.fired: list[str] = []
        self.asked: list[list[Any]] = []

    async def do(self, what: str, args: dict[str, Any]) -> object:
        return await getattr(self, f"do_{what}")(**args)

    async def do_begin_anew(self) -> None:
        """Forgets what was heard, asked for and complained of so far."""
        self.fired.clear()
        self.asked.clear()
        self.complaints.lines.clear()

    async def do_states(self) -> dict[str, Any]:
        with contextlib.suppress(TimeoutError):  # an automation that waits in its middle is never done
            async with asyncio.timeout(1):
                await self.hass.async_block_till_done()
        return {
            each.entity_id: {"state": each.state, "attributes": dict(each.attributes)}
            for each in self.hass.states.async_all()
        }

    async def do_call(self, domain: str, service: str, data: dict[str, Any]) -> None:
        await self.hass.services.async_call(domain, service, data, blocking=True)

    async def do_devices(self) -> list[dict[str, Any]]:
        registry = device_registry.async_get(self.hass)
        found = device_registry.async_entries_for_config_entry(registry, self.entry)
        return [{"id": each.id, "name": each.name, "version": each.sw_version} for each in found]

    async def do_listen(self) -> list[str]:
        """Attaches to every device trigger; returns their types."""
        (device,) = await self.do_devices()
        found = await async_get_device_automations(self.hass, DeviceAutomationType.TRIGGER, [device["id"]])
        ours = [each for each in found[device["id"]] if each["domain"] == "mqtt"]

        for each in ours:
            config = {key: value for key, value in each.items() if key != "metadata"}
            await async_initialize_triggers(
                self.hass, [config], self._heard(each["type"]), "test", "test", logging.getLogger("test").log
            )
        return [each["type"] for each in ours]

    def _heard(self, kind: str) -> Callable[..., None]:
        @callback
        def heard(*_: object) -> None:
            self.fired.append(kind)

        return heard

    async def do_fired(self) -> list[str]:
        return self.fired

    async def do_automate(self, blueprints: dict[str, dict[str, Any]]) -> list[str]:
        """Makes an automation of each blueprint, by its path and with its inputs; returns what became of them."""
        for domain, services in CAPTURED.items():
            for service in services:
                self.hass.services.async_register(domain, service, self._asked)
        for entity in ("light.gym", "fan.gym"):
            self.hass.states.async_set(entity, "off")
        made = [{"alias": path, "use_blueprint": {"path": path, "input": own}} for path, own in blueprints.items()]
        for component, config in (("scene", []), ("automation", made)):
            if not await async_setup_component(self.hass, component, {component: config}):
                raise SystemExit(f"{component}: " + "; ".join(self.complaints.lines))
        await self.hass.async_block_till_done()
        return [each.state for each in self.hass.states.async_all("automation")]

    async def _asked(self, call: ServiceCall) -> None:
        data = {key: value for key, value in call.data.items() if key != "entity_id"}
        entities = call.data["entity_id"]
        for entity in [entities] if isinstance(entities, str) else entities:
            self.asked.append([f"{call.domain}.{call.service}", entity, data])
            if call.domain != "tts":
                self.hass.states.async_set(entity, call.service.removeprefix("turn_"), data)

    async def do_asked(self) -> list[list[Any]]:
        return self.asked

    async def do_complaints(self) -> list[str]:
        return self.complaints.lines

    async def do_version(self) -> str:
        return str(__version__)


async def started(folder: Path, port: int, complaints: Complaints) -> HomeAssistant:
    (folder / "configuration.yaml").touch()
    hass = HomeAssistant(str(folder))
    hass.config.skip_pip = True
    loader.async_setup(hass)
    hass.config_entries = ConfigEntries(hass, {})
    await async_load_base_functionality(hass)
    hass.auth = await auth_manager_from_config(hass, [{"type": "homeassistant"}], [])
    http = {"http": {"server_host": [LOOPBACK], "server_port": port}}
    if not await async_setup_component(hass, "homeassistant", {}) or not await async_setup_component(
        hass, "http", http
    ):
        raise SystemExit("Home Assistant did not start: " + "; ".join(complaints.lines))
    await hass.async_start()
    return hass


async def configured(hass: HomeAssistant, port: int) -> str:
    """Sets the MQTT integration up by its own config flow; returns the entry's id."""
    flow = await hass.config_entries.flow.async_init("mqtt", context={"source": "user"})
    form: dict[str, Any] = {"broker": LOOPBACK, "port": port}
    if "other_settings" in {str(key) for key in flow["data_schema"].schema}:
        form["other_settings"] = {"set_client_cert": False, "set_ca_cert": "off"}
    done = await hass.config_entries.flow.async_configure(flow["flow_id"], form)
    if done["type"].value != "create_entry":
        raise SystemExit(f"the config flow of mqtt ended with {done}")
    await hass.async_block_till_done()
    return str(hass.config_entries.async_entries("mqtt")[0].entry_id)


async def main(folder: Path, broker: int, http: int) -> None:
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    hass = await started(folder, http, complaints)
    driven = Driven(hass, await configured(hass, broker), complaints)
    lines = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    say("ready")
    while line := await lines.readline():
        what, args = json.loads(line)
        say(await driven.do(what, args))
    await hass.async_stop(force=True)


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
