import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from daemon.config.settings import Box, Mqtt, Settings
from daemon.errors import AwayError, ConfigError
from daemon.link.broker import Broker, RefusedError, of_settings
from daemon.link.mqtt import FAILED, PACKET_TOO_LARGE, BrokerLostError, Connection, Incoming
from daemon.link.topics import OFFLINE, Outgoing, Topics
from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto, free_port, program

WILL = Topics("spotter/box").available(OFFLINE)


def at(port: int, **changed: Any) -> Broker:  # noqa: ANN401 - the dataclass checks them
    return Broker("127.0.0.1", port, "box-link", WILL, **changed)


def nothing(_: Incoming) -> None:
    pass


def test_a_message_is_there_when_the_broker_has_acknowledged_it(broker: Mosquitto) -> None:
    async def main() -> int:
        connection = await Connection.open(at(broker.port), nothing)
        code = await connection.publish(Outgoing("a/b", b"hello", correlation=b"\x00\xff"))
        await connection.close()
        return code

    with Listener(broker.port) as listener:
        assert asyncio.run(main()) == 0
        listener.wait(lambda it: it.on("a/b"))
        assert (listener.heard[0].payload, listener.heard[0].correlation) == (b"hello", b"\x00\xff")
        assert listener.on("available") == []


def test_no_broker_is_one_line_with_the_keys_to_mend() -> None:
    port = free_port()
    with pytest.raises(AwayError) as caught:
        asyncio.run(Connection.open(at(port), nothing))
    assert str(caught.value) == (
        f"cannot reach the broker at 127.0.0.1:{port} (Connection refused): "
        "start it, or correct mqtt.host and mqtt.port"
    )


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 300, "two words"])
def test_a_host_that_is_none_is_one_line(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def ask_nobody_else(name: str, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - its own
        """A network without an answer would keep the test waiting for it."""
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(name, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", ask_nobody_else)
    broker = Broker(host, 1883, "box-link", WILL)
    with pytest.raises(AwayError, match="cannot reach the broker at") as caught:
        asyncio.run(Connection.open(broker, nothing))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("username", "password", "who"), [("me", "wrong", "user 'me'"), (None, None, "without a user")]
)
def test_a_wrong_password_names_keys_and_file_and_never_the_password(
    broker: Mosquitto, username: str | None, password: str | None, who: str
) -> None:
    broker.require_password("me", "right")
    with pytest.raises(RefusedError) as caught:
        asyncio.run(
            Connection.open(at(broker.port, username=username, password=password, config="/etc/x.toml"), nothing)
        )
    message = str(caught.value)
    assert message.startswith("/etc/x.toml: ")
    assert who in message
    assert "correct mqtt.username and mqtt.password_file" in message
    assert "wrong" not in message
    assert caught.value.exit_status == 78


def test_the_right_password_is_taken_from_its_file(broker: Mosquitto, tmp_path: Path) -> None:
    broker.require_password("me", "right")
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("right\n")
    mqtt = Mqtt(port=broker.port, username="me", password_file=secret)
    chosen = of_settings(Settings(box=Box(id="box"), mqtt=mqtt), "x.toml")
    assert "right" not in repr(chosen)
    assert "right" not in str(chosen)

    async def main() -> None:
        connection = await Connection.open(chosen, nothing)
        await connection.close()

    asyncio.run(main())


def test_a_killed_broker_ends_the_connection_and_what_waits_on_it(broker: Mosquitto) -> None:
    async def main() -> None:
        connection = await Connection.open(at(broker.port), nothing)
        closed = asyncio.ensure_future(connection.closed())
        await asyncio.to_thread(broker.kill)
        with pytest.raises(BrokerLostError):
            await closed
        with pytest.raises(BrokerLostError):
            await connection.publish(Outgoing("a", b""))
        await connection.close()

    asyncio.run(main())


@pytest.mark.slow
def test_a_broker_that_hangs_ends_the_connection_after_the_keepalive(broker: Mosquitto) -> None:
    assert broker.process is not None

    async def main() -> None:
        connection = await Connection.open(at(broker.port, keepalive_s=1), nothing)
        broker.process.send_signal(signal.SIGSTOP)
        with pytest.raises(BrokerLostError):
            await asyncio.wait_for(connection.publish(Outgoing("a", b"")), 60)
        await connection.close()

    asyncio.run(main())


def test_a_hundredth_connection_costs_no_more_than_the_first(broker: Mosquitto) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    async def main() -> None:
        connection = await Connection.open(at(broker.port), nothing)
        await connection.publish(Outgoing("a", b""))
        await connection.close()

    others = threading.active_count()
    asyncio.run(main())
    wait_until(lambda: threading.active_count() <= others)
    before = descriptors()
    for _ in range(10):
        asyncio.run(main())
    wait_until(lambda: threading.active_count() <= others)
    assert descriptors() <= before + 1  # the last one's may still be open


def test_a_message_that_the_broker_forbids_tells_its_reason_code(broker: Mosquitto) -> None:
    access = broker.folder / "acl"
    access.write_text("topic read #\n")
    access.chmod(0o600)
    broker.stop()
    broker.extra = [f"acl_file {access}"]
    broker.start()

    async def main() -> int:
        connection = await Connection.open(at(broker.port), nothing)
        code = await connection.publish(Outgoing("a", b"x"))
        await connection.close()
        return code

    assert asyncio.run(main()) == 0x87


def test_a_message_longer_than_the_broker_takes_is_not_sent(broker: Mosquitto) -> None:
    broker.stop()
    broker.extra = ["max_packet_size 500"]
    broker.start()

    async def main() -> tuple[int, int]:
        connection = await Connection.open(at(broker.port), nothing)
        room = connection.room("a")
        codes = (
            await connection.publish(Outgoing("a", b"x" * (room + 1))),
            await connection.publish(Outgoing("a", b"x" * room)),
        )
        await connection.close()
        return codes

    too_long, just_right = asyncio.run(main())
    assert too_long == PACKET_TOO_LARGE
    assert just_right < FAILED


def test_a_command_comes_with_its_marks(broker: Mosquitto) -> None:
    async def main() -> list[Incoming]:
        heard: list[Incoming] = []
        connection = await Connection.open(at(broker.port), heard.append)
        assert await connection.subscribe("c/+")
        with Listener(broker.port, "none") as phone:
            await asyncio.to_thread(phone.send, "c/a", b"1", answer_to="r", correlation=b"7")
            await asyncio.to_thread(phone.send, "c/b", b"2", retain=True)
        await asyncio.to_thread(wait_until, lambda: len(heard) == 2)
        await connection.close()
        return heard

    assert asyncio.run(main()) == [
        Incoming("c/a", b"1", retained=False, answer_to="r", correlation=b"7"),
        Incoming("c/b", b"2", retained=True, answer_to=None, correlation=None),
    ]


class Cable:
    """Carries bytes between a port of its own and the broker's until it is cut."""

    def __init__(self, broker_port: int) -> None:
        self.port = 0
        self._broker_port = broker_port
        self._ends: list[asyncio.StreamWriter] = []

    async def plug_in(self) -> None:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection("127.0.0.1", self._broker_port)
        self._ends += [back, forth]
        await asyncio.gather(self._pump(near, forth), self._pump(far, back))

    @staticmethod
    async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)


def test_a_connection_that_was_not_closed_leaves_its_will(broker: Mosquitto) -> None:
    async def main() -> None:
        cable = Cable(broker.port)
        await cable.plug_in()
        connection = await Connection.open(at(cable.port), nothing)
        cable.cut()
        with pytest.raises(BrokerLostError):
            await asyncio.wait_for(connection.closed(), 60)

    with Listener(broker.port) as listener:
        asyncio.run(main())
        listener.wait(lambda it: [heard.payload for heard in it.on("available")] == [OFFLINE])


def certificate(folder: Path, subject_names: str = "IP:127.0.0.1") -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost"
    names = [
        "-addext",
        f"subjectAltName={subject_names}",
        "-keyout",
        str(folder / "key.pem"),
        "-out",
        str(folder / "ca.pem"),
    ]
    program("openssl")
    subprocess.run([*command.split(), *names], check=True, capture_output=True)


def test_tls_trusts_the_named_certificate_and_no_other(broker: Mosquitto, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    certificate(broker.folder)
    broker.stop()
    broker.extra = [f"certfile {broker.folder}/ca.pem", f"keyfile {broker.folder}/key.pem"]
    broker.start()

    async def main() -> None:
        connection = await Connection.open(at(broker.port, tls=True, ca_file=broker.folder / "ca.pem"), nothing)
        await connection.close()
        with pytest.raises(AwayError, match="certificate verify failed"):
            await Connection.open(at(broker.port, tls=True), nothing)

    asyncio.run(main())


def test_a_certificate_of_the_future_is_told_as_a_clock_that_is_not_set(broker: Mosquitto) -> None:
    """What a box sees that begins in 1970; the link tries again for ever, as after any broker that is away."""
    broker.stop()
    dated_certificate(broker.folder, "20980101000000Z", "20990101000000Z")
    broker.extra = [f"certfile {broker.folder / 'ca.pem'}", f"keyfile {broker.folder / 'key.pem'}"]
    broker.start()

    async def scenario() -> None:
        with pytest.raises(AwayError, match="not valid yet by this box's clock: tried again until a time server"):
            await Connection.open(at(broker.port, tls=True, ca_file=broker.folder / "ca.pem"), nothing)

    asyncio.run(scenario())


def dated_certificate(folder: Path, begins: str, ends: str) -> None:
    """Makes one that is valid for some time."""
    certificate(folder)  # its key
    (folder / "ca.conf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\nnew_certs_dir={folder}\ndatabase={folder}/index\nserial={folder}/serial\n"
        "default_md=sha256\npolicy=p\nx509_extensions=x\n[p]\ncommonName=supplied\n"
        "[x]\nsubjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:TRUE\n"
    )
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    request = ["req", "-new", "-key", "key.pem", "-subj", "/CN=localhost", "-out", "request.pem"]
    dates = ["-startdate", begins, "-enddate", ends]
    signed = ["ca", "-batch", "-notext", "-config", "ca.conf", "-selfsign", "-keyfile", "key.pem", "-in", "request.pem"]
    for words in (request, [*signed, *dates, "-out", "ca.pem"]):
        subprocess.run([program("openssl"), *words], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(
    ("names", "dates", "tls", "why", "what"),
    [
        ("IP:127.0.0.1", None, True, "self-signed certificate", "the certificate of its authority in mqtt.ca_file"),
        ("DNS:hub.lan", None, True, "IP address mismatch", "name the broker in mqtt.host as its certificate does"),
        ("IP:127.0.0.1", None, False, "is gone", "or mqtt.tls, where it speaks TLS there"),
        ("IP:127.0.0.1", ("20200101000000Z", "20210101000000Z"), True, "has expired", "renew the broker's certificate"),
    ],
)
def test_what_mends_a_connection_that_is_encrypted_otherwise_is_said(  # noqa: PLR0913 - the cases' columns
    broker: Mosquitto, names: str, dates: tuple[str, str] | None, why: str, what: str, *, tls: bool
) -> None:
    broker.stop()
    if dates is None:
        certificate(broker.folder, names)
    else:
        dated_certificate(broker.folder, *dates)
    broker.extra = [f"certfile {broker.folder / 'ca.pem'}", f"keyfile {broker.folder / 'key.pem'}"]
    broker.start()
    trusted = None if why == "self-signed certificate" else broker.folder / "ca.pem"

    async def scenario() -> None:
        with pytest.raises(AwayError, match=rf"{why}.*: .*{what}$"):
            await Connection.open(at(broker.port, tls=tls, ca_file=trusted if tls else None), nothing)

    asyncio.run(scenario())


def test_tls_to_a_broker_that_speaks_none_is_said(broker: Mosquitto) -> None:
    async def scenario() -> None:
        with pytest.raises(AwayError, match=r"correct mqtt\.port or mqtt\.tls, where it speaks no TLS there$"):
            await Connection.open(at(broker.port, tls=True), nothing)

    asyncio.run(scenario())


def test_a_certificate_file_that_is_none_names_the_setting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, why in [
        (tmp_path / "absent.pem", "cannot be read"),
        (Path(__file__), "no certificates to trust"),
        (pipe, "a pipe, and no file"),
        (Path("/dev/zero"), "a device, and no file"),
    ]:
        with pytest.raises(ConfigError, match=rf"{path}: {why}.*: correct mqtt\.ca_file"):
            asyncio.run(Connection.open(at(1, tls=True, ca_file=path), nothing))
