"""A real mosquitto with its dynamic security, prepared as deploy/install does it, and users who try what they may."""

import subprocess
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from daemon.config.settings import Box, Mqtt, Settings
from daemon.link.broker_admin import BrokerAdmin
from daemon.link.dynsec import ADMIN
from tests.fakes.listener import wait_until
from tests.fakes.mosquitto import Mosquitto, program

ADMIN_PASSWORD = "the-administrators-own"  # noqa: S105 - of a broker that lives as long as its test
LINK_PASSWORD = "the-links-own"  # noqa: S105 - the same


def plugin() -> Path:
    """The path of mosquitto's plugin; skips the test where it is not installed."""
    found = next(Path("/usr/lib").glob("*/mosquitto_dynamic_security.so"), None)
    if found is None:
        pytest.skip("mosquitto_dynamic_security.so is not installed")
    return found


def init(file: Path, password: str = ADMIN_PASSWORD) -> None:
    """Makes the plugin's file with its administrator."""
    answers = f"{password}\n{password}\n"
    command = [program("mosquitto_ctrl"), "dynsec", "init", str(file), ADMIN]
    subprocess.run(command, input=answers, text=True, check=True, capture_output=True, timeout=60)


def secret(file: Path, text: str) -> Path:
    """Returns a file that holds this password."""
    file.touch(mode=0o600)
    file.write_text(f"{text}\n")
    return file


class SecureBroker(Mosquitto):
    """The broker; nobody but the administrator may do anything until it is prepared."""

    def __init__(self, folder: Path) -> None:
        users = folder / "users.json"
        init(users)
        super().__init__(
            folder,
            "allow_anonymous false",
            "per_listener_settings false",
            f"plugin {plugin()}",
            f"plugin_opt_config_file {users}",
        )
        self.password_file = secret(folder / "admin-password", ADMIN_PASSWORD)
        self.link_password_file = secret(folder / "link-password", LINK_PASSWORD)

    @property
    def settings(self) -> Settings:
        mqtt = Mqtt(port=self.port, username="spotter", password_file=self.link_password_file, keepalive_s=5)
        return Settings(box=Box(id="box"), mqtt=mqtt)

    @property
    def admin(self) -> BrokerAdmin:
        return BrokerAdmin(self.settings, self.password_file, "spotter.toml")

    def config(self) -> Path:
        """Returns a settings file that names it."""
        path = self.folder / "spotter.toml"
        path.write_text(
            f'[box]\nid = "box"\n[mqtt]\nport = {self.port}\nusername = "spotter"\n'
            f'password_file = "{self.link_password_file}"\n'
        )
        return path


class User:
    """Somebody at the broker; a context manager.

    Attributes:
        connected: Whether it is, right now.
        heard: What came, topic and payload.
    """

    def __init__(self, port: int, name: str, password: str, ca: Path | None = None) -> None:
        self.connected = False
        self.refused: ReasonCode | None = None
        self.heard: list[tuple[str, bytes]] = []
        self._codes: dict[int, int] = {}
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5, reconnect_on_failure=False)
        self._client.username_pw_set(name, password)
        if ca is not None:
            self._client.tls_set(ca_certs=str(ca))
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = lambda _c, _u, message: self.heard.append((message.topic, message.payload))
        self._client.on_publish = lambda _c, _u, mid, code, _p: self._codes.update({mid: code.value})
        self._client.on_subscribe = lambda _c, _u, mid, codes, _p: self._codes.update({mid: codes[0].value})
        self._port = port

    def __enter__(self) -> "User":  # noqa: PYI034 - Self needs Python 3.11
        self._client.connect("localhost" if self._client._ssl_context else "127.0.0.1", self._port)
        self._client.loop_start()
        wait_until(lambda: self.connected or self.refused)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def may_publish(self, topic: str, payload: bytes = b"x", answer_to: str | None = None) -> bool:
        """Whether the broker takes it."""
        properties = Properties(PacketTypes.PUBLISH)
        if answer_to is not None:
            properties.ResponseTopic = answer_to
        return self._acknowledged(self._client.publish(topic, payload, 1, properties=properties).mid) < 0x80

    def may_subscribe(self, topic: str) -> bool:
        """Whether the broker takes it."""
        return self._acknowledged(self._client.subscribe(topic, 1)[1] or 0) < 0x80

    def wait_for(self, topic: str) -> bytes:
        """Returns the first payload on a topic."""
        wait_until(lambda: any(each == topic for each, _ in self.heard), 60, lambda: f"heard {self.heard}")
        return next(payload for each, payload in self.heard if each == topic)

    def _acknowledged(self, mid: int) -> int:
        wait_until(lambda: mid in self._codes)
        return self._codes.pop(mid)

    def _on_connect(self, _c: object, _u: object, _f: object, code: ReasonCode, _p: object) -> None:
        self.connected = not code.is_failure
        self.refused = code if code.is_failure else None

    def _on_disconnect(self, *_: object) -> None:
        self.connected = False
