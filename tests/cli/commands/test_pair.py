"""``spotter pair`` with a real broker: who is let in, what they may do there, and how they are let out."""

import io
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from daemon.cli import main, pairing_text
from daemon.cli.pairing import Pairing
from daemon.config import paths, whole_file
from daemon.config.settings import Settings, Web
from daemon.pairing import store
from daemon.pairing.secrets import cookie_of
from tests.cli.terminal_picture import picture
from tests.fakes.listener import wait_until
from tests.fakes.mosquitto import Mosquitto, free_port
from tests.fakes.secure_broker import ADMIN_PASSWORD, LINK_PASSWORD, SecureBroker, User, secret


@pytest.fixture(autouse=True)
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's file of pairings."""
    monkeypatch.setattr(paths, "SYSTEM_PAIRING", tmp_path / "paired")
    (tmp_path / "paired").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pairing_text, "BROKER_CA", tmp_path / "no-ca.pem")
    return store.path()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[SecureBroker]:
    """Prepared by the command that deploy/install runs."""
    folder = tmp_path / "broker"
    folder.mkdir()
    made = SecureBroker(folder)
    made.start()
    assert pair(made, "--prepare") == 0
    yield made
    made.kill()


def pair(broker: SecureBroker, *words: str) -> int:
    options = ("--config", str(broker.config()), "--admin-password-file", str(broker.password_file))
    return main.main(["pair", *words, *options])


def password_in(text: str) -> str:
    found = re.search(r"^password\s+(\S+)$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


def test_a_phone_may_read_all_and_send_commands_and_nothing_else(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(broker, "anna") == 0
    with User(broker.port, "anna", password_in(capsys.readouterr().out)) as phone:
        assert phone.may_subscribe("spotter/#")
        with User(broker.port, "spotter", LINK_PASSWORD) as link:
            assert link.may_publish("spotter/box/rep", b"one")
        assert phone.wait_for("spotter/box/rep") == b"one"
        assert phone.may_publish("spotter/box/command/start")
        for topic in ("spotter/box/rep", "spotter/box/available", "homeassistant/status", "elsewhere"):
            assert not phone.may_publish(topic), topic
        for topic in ("#", "homeassistant/#", "$SYS/#", "$CONTROL/dynamic-security/v1/response"):
            assert not phone.may_subscribe(topic), topic


def test_a_hub_may_read_and_write_home_assistant_s_topics_too(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(broker, "home", "--hub") == 0
    said = capsys.readouterr().out
    assert "page" not in said  # a hub has none
    assert not store.read(store.path()).paired
    with User(broker.port, "home", password_in(said)) as hub:
        for topic in ("spotter/#", "homeassistant/+/+/config", "homeassistant/+/+/+/config", "homeassistant/status"):
            assert hub.may_subscribe(topic), topic
        for topic in ("spotter/box/command/stop", "homeassistant/status", "homeassistant/device/box/config"):
            assert hub.may_publish(topic), topic
        for topic in ("spotter/box/rep", "elsewhere"):
            assert not hub.may_publish(topic), topic


@pytest.mark.parametrize("options", [(), ("--hub",)])
def test_who_is_revoked_is_cut_off_at_once_and_stays_out(
    options: tuple[str, ...], broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    pair(broker, "anna", *options)
    password = password_in(capsys.readouterr().out)
    with User(broker.port, "anna", password) as phone:
        assert phone.connected
        assert pair(broker, "--revoke", "anna") == 0
        wait_until(lambda: not phone.connected)
    assert capsys.readouterr().out == "anna is cut off\n"
    with User(broker.port, "anna", password) as phone:
        assert not phone.connected
    assert not store.read(store.path()).paired


def test_the_token_in_the_address_opens_the_page(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    assert pair(broker, "anna") == 0
    found = re.search(r"^page\s+http://\S+:8080/#v1\.anna\.(\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert found is not None
    assert store.read(page).holder(cookie_of(found[1])) == "anna"


def test_all_who_are_paired_are_listed_and_nobody_else(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(broker, "--list") == 0
    assert capsys.readouterr().out == "nobody is paired: spotter pair NAME\n"
    for words in (("anna",), ("home", "--hub"), ("tablet", "--page-only")):
        pair(broker, *words)
    capsys.readouterr()
    assert pair(broker, "--list") == 0
    assert capsys.readouterr().out == "anna  page and MQTT (phone)\ntablet  page\nhome  MQTT (hub)\n"


def test_a_password_is_long_and_another_one_each_time_and_kept_nowhere(
    broker: SecureBroker,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    page: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    passwords = []
    for name in ("anna", "ben"):
        pair(broker, name)
        passwords.append(password_in(capsys.readouterr().out))
    kept = [broker.log(), (broker.folder / "users.json").read_text(), page.read_text(), caplog.text]
    for password in passwords:
        assert len(password) == 24  # 144 bits
        assert not any(password in text for text in kept)
    assert passwords[0] != passwords[1]


def test_preparing_again_keeps_who_is_paired(broker: SecureBroker, capsys: pytest.CaptureFixture[str]) -> None:
    pair(broker, "anna")
    password = password_in(capsys.readouterr().out)
    assert pair(broker, "--prepare") == 0
    with User(broker.port, "anna", password) as phone:
        assert phone.may_subscribe("spotter/#")


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of an error."""
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


def test_a_name_that_is_taken_is_refused(broker: SecureBroker, capsys: pytest.CaptureFixture[str]) -> None:
    pair(broker, "anna")
    pair(broker, "home", "--hub")
    capsys.readouterr()
    for name, options in (("anna", ()), ("anna", ("--hub",)), ("home", ()), ("spotter", ())):
        assert pair(broker, name, *options) == 2
        assert "choose another name" in error_line(capsys)
    assert [each.name for each in store.read(store.path()).paired] == ["anna"]


@pytest.mark.parametrize("name", ["a/b", "a\x1b[2J", "", "a b", "#", "+", "é", "a" * 41, "a\n"])
def test_a_name_that_no_phone_can_have_is_refused(
    name: str, broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(broker, name) == 2
    line = error_line(capsys)
    assert "a name has 1 to 40 of a-z, A-Z, 0-9, _ and -" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("name", ["nobody", "spotter", "spotter-admin"])
def test_who_was_not_paired_cannot_be_revoked(
    name: str, broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(broker, "--revoke", name) == 2
    error_line(capsys)
    with User(broker.port, "spotter", LINK_PASSWORD) as link:
        assert link.connected


def test_a_wrong_password_of_the_administrator_is_one_line(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    secret(broker.password_file, "another")
    assert pair(broker, "anna") == 78
    line = error_line(capsys)
    assert "sudo /opt/spotter/current/deploy/broker" in line
    assert "refuses the administrator 'spotter-admin'" in line
    assert "another password" in line
    assert ADMIN_PASSWORD not in line


def test_a_broker_without_dynamic_security_is_one_line_and_the_page_can_be_paired_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = Mosquitto(tmp_path)
    config = tmp_path / "spotter.toml"
    config.write_text(f"[mqtt]\nport = {plain.port}\n")
    password = secret(tmp_path / "password", ADMIN_PASSWORD)
    options = ["--config", str(config), "--admin-password-file", str(password)]
    plain.start()
    try:
        assert main.main(["pair", "anna", *options]) == 78
        assert "has no dynamic security" in error_line(capsys)
        assert main.main(["pair", "anna", "--page-only", *options]) == 0
    finally:
        plain.kill()
    assert "password" not in capsys.readouterr().out
    assert main.main(["pair", "--revoke", "anna", *options]) == 75
    assert "anna is cut off from the page, and not from the broker" in error_line(capsys)
    assert not store.read(store.path()).paired


def test_a_machine_that_administers_no_broker_says_so_and_pairs_the_page_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--admin-password-file", str(tmp_path / "none")]
    assert main.main(["pair", "anna", *options]) == 78
    line = error_line(capsys)
    assert "--page-only" in line
    assert "sudo spotter setup broker" in line  # deploy/install is not for a box with the package
    assert main.main(["pair", "anna", "--page-only", *options]) == 0
    assert main.main(["pair", "--list", *options]) == 0
    assert capsys.readouterr().out.endswith("\nanna  page\n")
    assert main.main(["pair", "--revoke", "anna", *options]) == 0
    assert not store.read(store.path()).paired


def test_a_broker_that_is_away_is_one_line_and_nobody_is_paired(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    broker.stop()
    broker.port = free_port()
    assert pair(broker, "anna") == 75
    assert "cannot reach the broker" in error_line(capsys)
    assert not store.read(store.path()).paired


def test_a_page_that_cannot_be_paired_leaves_no_user_at_the_broker(
    broker: SecureBroker, capsys: pytest.CaptureFixture[str], page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(whole_file, "replace", lambda *_, **__: (_ for _ in ()).throw(full))
    assert pair(broker, "anna") == 1
    assert "No space left on device" in error_line(capsys)
    assert broker.admin.paired() == {}


def test_who_is_not_root_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main.main(["pair", "anna"]) == 77
    assert error_line(capsys) == "spotter: only root may pair: sudo spotter pair …\n"


@pytest.mark.parametrize("words", [[], ["anna", "--list"], ["anna", "--revoke", "ben"], ["anna", "--prepare"]])
def test_what_is_not_one_thing_to_do_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["pair", *words]) == 2
    error_line(capsys)


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_code_and_anything_else_says_that_there_is_none() -> None:
    made, chosen = Pairing("anna", None, token="T0ken"), at_gym_lan()  # noqa: S106 - of nobody
    terminal, file = Terminal(), io.StringIO()
    pairing_text.show(made, chosen, terminal)
    pairing_text.show(made, chosen, file)
    assert "▀" in terminal.getvalue()
    assert "not a terminal, so no QR code" in file.getvalue()
    for text in (terminal.getvalue(), file.getvalue()):
        assert "http://gym.lan:8080/#v1.anna.T0ken\n" in text


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_phone_reads_the_code_from_a_terminal_of_any_colours(encoding: str, dark: bool) -> None:  # noqa: FBT001 - a case
    terminal = Terminal()
    terminal.encoding = encoding
    made = Pairing("a" * 40, None, token="t0ken_-" * 5)
    pairing_text.show(made, at_gym_lan(), terminal)
    drawn = [line for line in terminal.getvalue().splitlines() if line.startswith("\x1b")]
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture("\n".join(drawn), dark=dark))
    assert read == f"http://gym.lan:8080/#v1.{made.name}.{made.token}"


def test_an_app_is_told_the_encrypted_port_where_the_broker_listens_to_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, out = Pairing("anna", "phone", password="s3cret"), io.StringIO()  # noqa: S106 - of nobody
    pairing_text.show(made, at_gym_lan(), out)
    assert "this machine alone; sudo spotter setup broker opens it" in out.getvalue()
    monkeypatch.setattr(pairing_text, "BROKER_CA", secret(tmp_path / "ca.pem", "CA"))
    out = io.StringIO()
    pairing_text.show(made, at_gym_lan(), out)
    assert "broker    gym.lan, port 8883\n" in out.getvalue()
    assert "s3cret" not in repr(made)


def at_gym_lan() -> Settings:
    return Settings(web=Web(names=("gym.lan",)))
