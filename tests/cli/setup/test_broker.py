"""The broker of the first boot, with a real mosquitto: it is kept only when it let the box in."""

from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.cli.setup import broker as step
from daemon.cli.setup import phone
from daemon.config import settings
from tests.cli.setup.conftest import FirstBoot
from tests.fakes.mosquitto import Mosquitto, free_port
from tests.fakes.page_certificate import PageCertificate
from tests.fakes.secure_broker import LINK_PASSWORD, SecureBroker, secret


@pytest.fixture
def theirs(tmp_path: Path) -> SecureBroker:
    """A broker that knows the user ``spotter``."""
    folder = tmp_path / "broker"
    folder.mkdir()
    made = SecureBroker(folder)
    made.start()
    made.admin.prepare()
    return made


def test_the_home_s_broker_is_kept_when_it_lets_the_box_in(theirs: SecureBroker, box: FirstBoot) -> None:
    box.file.write_text(f'[box]\nid = "box"\n{box.text}')
    with box.run("broker") as terminal:
        terminal.answer("Which one", "3")
        terminal.answer("name or address", "127.0.0.1")
        terminal.answer("encrypted", "no")
        terminal.answer("Port [1883]", str(theirs.port))
        terminal.answer("User name", "spotter")
        terminal.answer("Password of spotter", "wrong")
        terminal.until("refuses user 'spotter'")
        assert "mqtt" not in box.text
        terminal.answer("Again", "")
        terminal.answer("name or address", "127.0.0.1")
        terminal.answer("encrypted", "no")
        terminal.answer("Port", str(theirs.port))
        terminal.answer("User name", "spotter")
        terminal.answer("Password of spotter", LINK_PASSWORD)
        terminal.until("takes this box")
        assert terminal.end() == 0
    assert LINK_PASSWORD not in terminal.text
    chosen = settings.load(box.file).mqtt
    assert (chosen.host, chosen.port, chosen.username) == ("127.0.0.1", theirs.port, "spotter")
    assert settings.password(chosen) == LINK_PASSWORD
    assert chosen.password_file is not None
    assert chosen.password_file.stat().st_mode & 0o777 == 0o600
    theirs.kill()


def test_tls_is_checked_with_the_authority_that_was_named(
    box: FirstBoot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = PageCertificate(tmp_path)
    settings_before = box.text
    made.make(address="127.0.0.1")
    box.file.write_text(settings_before)
    broker = Mosquitto(tmp_path, f"certfile {made.certificate}", f"keyfile {made.key}")
    broker.start()
    words = ("broker", "--broker", "home", "--host", "127.0.0.1", "--port", str(broker.port), "--tls", *box.options)
    assert main(["setup", *words]) == 75
    assert "certificate verify failed" in capsys.readouterr().err
    assert box.text == settings_before
    made.authority.chmod(0o600)
    assert main(["setup", *words, "--ca-file", str(made.authority)]) == 78
    assert "chmod o+r" in capsys.readouterr().err
    made.authority.chmod(0o644)
    assert main(["setup", *words, "--ca-file", str(made.authority)]) == 0
    assert settings.load(box.file).mqtt.ca_file == made.authority
    made.authority.chmod(0o600)
    (box.folder / "installed").touch()
    assert main(["setup", *words, "--ca-file", str(made.authority)]) == 0
    copied = settings.load(box.file).mqtt.ca_file  # the link's service sees nobody's home, and no /tmp
    assert copied == box.file.with_name("mqtt-home-ca.pem")
    assert copied.read_bytes() == made.authority.read_bytes()
    assert copied.stat().st_mode & 0o777 == 0o644
    broker.kill()


def test_a_password_of_a_script_is_kept_where_the_link_s_service_may_read_it(
    theirs: SecureBroker, box: FirstBoot, capsys: pytest.CaptureFixture[str]
) -> None:
    box.file.write_text(f'[box]\nid = "box"\n{box.text}')
    (box.folder / "installed").touch()
    words = ("broker", "--broker", "home", "--host", "127.0.0.1", "--port", str(theirs.port), "--no-tls")
    file = secret(box.folder / "of-root", LINK_PASSWORD)
    user = ("--user", "spotter", "--mqtt-password-file", str(file))
    assert main(["setup", *words, *user, *box.options]) == 0, capsys.readouterr()
    kept = settings.load(box.file).mqtt.password_file
    assert kept == box.file.with_name("mqtt-home-password")
    assert kept.read_text() == f"{LINK_PASSWORD}\n"
    theirs.kill()


def test_the_box_s_own_broker_needs_no_answer(
    theirs: SecureBroker, box: FirstBoot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    password = secret(box.folder / "link", LINK_PASSWORD)
    monkeypatch.setattr(step, "LINK_PASSWORD", password)
    box.file.write_text(f'[box]\nid = "box"\n[mqtt]\nport = {theirs.port}\n{box.text}')
    assert main(["setup", "broker", "--broker", "own", *box.options]) == 0, capsys.readouterr()
    chosen = settings.load(box.file).mqtt
    assert (chosen.username, chosen.password_file, chosen.port) == ("spotter", password, theirs.port)
    theirs.kill()


def test_a_broker_that_is_away_says_how_to_get_one(box: FirstBoot, capsys: pytest.CaptureFixture[str]) -> None:
    box.file.write_text(f"[mqtt]\nport = {free_port()}\n{box.text}")
    before = box.text
    assert main(["setup", "broker", "--broker", "own", *box.options]) == 75
    assert "deploy/broker local" in capsys.readouterr().err
    assert box.text == before


def test_the_first_phone_is_let_in_at_the_own_broker_too(
    theirs: SecureBroker, box: FirstBoot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(phone, "ADMIN_PASSWORD", theirs.password_file)
    box.file.write_text(f'[box]\nid = "box"\n[mqtt]\nport = {theirs.port}\n{box.text}')
    assert main(["setup", "pair", "--phone", "anna", *box.options]) == 0
    said = capsys.readouterr().out
    assert "password  " in said
    theirs.kill()
    assert main(["setup", "pair", "--phone", "ben", *box.options]) == 75
    assert "sudo spotter pair ben --page-only" in capsys.readouterr().err


def test_the_own_broker_is_set_up_for_whom_it_is_to_be(
    theirs: SecureBroker, box: FirstBoot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a script in the place of deploy/broker, which needs a machine of its own: tests/container runs it."""
    monkeypatch.setattr(step, "LINK_PASSWORD", secret(box.folder / "link", LINK_PASSWORD))
    monkeypatch.setattr(step, "BROKER_CA", box.folder / "ca.pem")
    script = box.folder / "programs" / "broker"
    monkeypatch.setattr(step, "DEPLOY", script.parent)
    script.write_text(f'#!/bin/sh\necho "$@" >>"{box.folder}/called"\ntouch "{box.folder}/ca.pem"\n')
    script.chmod(0o755)
    (box.folder / "installed").touch()
    box.file.write_text(f'[box]\nid = "box"\n[mqtt]\nport = {theirs.port}\n{box.text}')
    assert main(["setup", "broker", "--broker", "own", *box.options]) == 0, capsys.readouterr()
    assert "lan" not in box.called  # it was so already
    assert main(["setup", "broker", "--broker", "lan", *box.options]) == 0, capsys.readouterr()
    assert "lan" in box.called
    script.write_text("#!/bin/sh\necho deploy: mosquitto does not start: journalctl -u mosquitto\nexit 1\n")
    assert main(["setup", "broker", "--broker", "own", *box.options]) == 1
    assert "mosquitto does not start" in capsys.readouterr().err
    theirs.kill()
