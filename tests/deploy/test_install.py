"""``deploy/install`` where it must not go on, and what it makes where that can be tried without a box.

The whole of it is seen at work by ``python -m tests.container``.
"""

import contextlib
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from daemon.config.settings import Mqtt, Settings
from daemon.link.broker_admin import BrokerAdmin
from tests.fakes.hub import Hub
from tests.fakes.listener import wait_until
from tests.fakes.mosquitto import free_port, program
from tests.fakes.secure_broker import plugin

DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def install(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(DEPLOY / "install"), *options], capture_output=True, text=True, check=False, timeout=60)


def test_an_option_that_does_not_exist_is_told_before_anything_is_done() -> None:
    done = install("--brokre", "lan")
    assert done.returncode == 1
    assert "there is no option --brokre" in done.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--broker", "wan"), "local, lan or none"),
        (("--source", 'a"b'), "quotes"),
        (("--key", "/no/key"), "/no/key is no file"),
    ],
)
def test_a_value_that_makes_no_sense_is_told(options: tuple[str, ...], says: str) -> None:
    done = install(*options)
    assert done.returncode == 1
    assert says in done.stderr


def test_help_names_every_option() -> None:
    done = install("--help")
    assert done.returncode == 0
    for option in ("--source", "--broker", "--rtsp", "--key", "--no-start", "--uninstall"):
        assert option in done.stdout


@pytest.mark.root
def test_who_is_not_root_is_told_to_use_sudo(tmp_path: Path) -> None:
    # A copy, as the checkout may lie where nobody else may look.
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--clear-groups", str(tmp_path / "deploy/install")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == "deploy: run as root: sudo deploy/install\n"


@pytest.mark.root
@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed")
def test_the_daemon_may_use_camera_gpu_and_header_and_the_link_its_socket(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    users = DEPLOY / "sysusers.d/spotter.conf"
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}", str(users)], check=True, timeout=60, capture_output=True)
    rows = [line.split(":") for line in (tmp_path / "etc/group").read_text(encoding="utf-8").splitlines()]
    members = {row[0]: row[3].split(",") for row in rows}
    for group in ("video", "render", "gpio"):
        assert members[group] == ["spotter"]
    assert members["spotter"] == ["spotter-link", "spotter-tui", "spotter-web"]


def sourced(folder: Path, script: str, *, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a few lines with deploy/broker's functions, on files of the test."""
    names = f"""
        BROKER_USERS={folder}/users.json LINK_SECRET={folder}/link ADMIN_SECRET={folder}/admin
        TLS_FOLDER={folder}/tls BROKER_CA={folder}/ca.pem PASSWORDS={folder}/passwd
        hostname() {{ case $1 in -I) echo 192.0.2.7;; *) echo gym;; esac; }}
        chown() {{ :; }}
        install_packages() {{ :; }}
    """
    lines = f"set -euo pipefail; source {DEPLOY}/common; source {DEPLOY}/broker; {names}\n{script}"
    environ = os.environ | {"PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]}
    command = ["bash", "-c", lines]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environ)


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """What deploy/install makes for a broker, in a folder of the test."""
    program("mosquitto_ctrl")
    program("openssl")
    done = sourced(
        tmp_path,
        'make_secret "$LINK_SECRET" root; make_secret "$ADMIN_SECRET" root; make_broker_users; make_certificates',
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


@contextlib.contextmanager
def broker_of(reach: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The broker as it is installed, on free ports; yields the plain and the encrypted one."""
    port, encrypted = free_port(), free_port()
    config = (DEPLOY / f"mosquitto/{reach}.conf").read_text(encoding="utf-8")
    for what, instead in (
        ("plugin PLUGIN", f"plugin {plugin()}"),
        ("/var/lib/mosquitto/spotter-dynsec.json", f"{folder}/users.json"),
        ("/etc/mosquitto/spotter-tls", f"{folder}/tls"),
        ("listener 1883", f"listener {port}"),
        ("listener 8883", f"listener {encrypted}"),
    ):
        config = config.replace(what, instead)
    # Started by root it becomes another user, who may not look into the test's folder.
    (folder / "mosquitto.conf").write_text(f"user root\n{config}", encoding="utf-8")
    command = [program("mosquitto"), "-c", str(folder / "mosquitto.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield port, encrypted
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("reach", ["local", "lan"])
def test_the_broker_takes_the_box_and_nobody_without_a_password(reach: str, prepared: Path) -> None:
    with broker_of(reach, prepared) as (port, _):
        assert _refused(port)
        mqtt_settings = Mqtt(port=port, username="spotter", password_file=prepared / "link")
        BrokerAdmin(Settings(mqtt=mqtt_settings), prepared / "admin", "spotter.toml").prepare()
        with Hub("spotter", (prepared / "link").read_text(encoding="utf-8").strip(), port=port) as hub:
            wait_until(lambda: hub.connected)


def test_the_home_is_served_encrypted_by_a_certificate_of_the_box_s_own_authority(prepared: Path) -> None:
    with broker_of("lan", prepared) as (port, encrypted):
        assert _refused(port)  # it is up
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for name in ("localhost", "gym", "gym.local", "192.0.2.7"):
                assert _shake_hands(encrypted, prepared / "ca.pem", name, version) == version.name.replace("_", ".")
        with pytest.raises(ssl.SSLCertVerificationError):
            _shake_hands(encrypted, prepared / "ca.pem", "another.lan", ssl.TLSVersion.TLSv1_2)
        with pytest.raises(ssl.SSLCertVerificationError):
            _shake_hands(encrypted, None, "gym", ssl.TLSVersion.TLSv1_2)
        old = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{encrypted}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
        assert "Cipher is (NONE)" in old.stdout


def _shake_hands(port: int, authority: Path | None, name: str, version: ssl.TLSVersion) -> str | None:
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), 10) as raw, context.wrap_socket(raw, server_hostname=name) as it:
        return it.version()


def test_secrets_and_keys_are_their_owner_s_alone(prepared: Path) -> None:
    for name in ("link", "admin", "users.json", "tls/ca.key", "tls/server.key"):
        assert stat.S_IMODE((prepared / name).stat().st_mode) == 0o600, name
    for name in ("link", "admin"):
        assert len((prepared / name).read_text(encoding="utf-8").strip()) == 24


def test_a_full_disk_leaves_no_empty_password_and_the_next_run_makes_one(tmp_path: Path) -> None:
    (tmp_path / "link.part").symlink_to("/dev/full")
    done = sourced(tmp_path, 'make_secret "$LINK_SECRET" root')
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"deploy: {tmp_path}/link could not be written: make room on the disk"
    assert list(tmp_path.iterdir()) == []
    assert sourced(tmp_path, 'make_secret "$LINK_SECRET" root').returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["link"]


def test_run_again_it_keeps_passwords_pairings_and_certificate(prepared: Path) -> None:
    before = _contents(prepared)
    again = 'make_secret "$LINK_SECRET" root; make_secret "$ADMIN_SECRET" root; make_broker_users; make_certificates'
    done = sourced(prepared, again)
    assert done.returncode == 0, done.stderr
    assert _contents(prepared) == before


def test_a_new_address_gets_a_new_certificate_of_the_same_authority(prepared: Path) -> None:
    before = _contents(prepared)
    done = sourced(prepared, "hostname() { case $1 in -I) echo 192.0.2.8;; *) echo gym;; esac; }; make_certificates")
    assert done.returncode == 0, done.stderr
    after = _contents(prepared)
    assert after["ca.crt"] == before["ca.crt"]
    assert after["server.crt"] != before["server.crt"]


def test_a_lost_password_of_the_administrator_keeps_the_old_users_aside_and_says_so(prepared: Path) -> None:
    old = (prepared / "users.json").read_text(encoding="utf-8")
    (prepared / "admin").unlink()
    os.utime(prepared / "users.json", (1, 1))
    done = sourced(prepared, 'make_secret "$ADMIN_SECRET" root; make_broker_users')
    assert done.returncode == 0, done.stderr
    assert "pair again" in done.stderr
    assert (prepared / "users.json.old").read_text(encoding="utf-8") == old
    assert (prepared / "users.json").read_text(encoding="utf-8") != old


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_password_is_on_a_command_line(tmp_path: Path) -> None:
    real, shims = program("mosquitto_ctrl"), tmp_path / "shims"
    shims.mkdir()
    shim = shims / "mosquitto_ctrl"
    shim.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/seen\nexec {real} "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    done = sourced(tmp_path, 'make_secret "$ADMIN_SECRET" root; make_broker_users', path=shims)
    assert done.returncode == 0, done.stderr
    password = (tmp_path / "admin").read_text(encoding="utf-8").strip()
    for text in ((tmp_path / "seen").read_text(encoding="utf-8"), done.stdout, done.stderr):
        assert password not in text


def test_users_of_the_old_password_file_are_told_to_pair_again_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("anna:hash\n", encoding="utf-8")
    done = sourced(tmp_path, "retire_password_file; retire_password_file")
    assert done.returncode == 0
    assert done.stderr.count("must be paired again, with spotter pair NAME") == 1
    assert (tmp_path / "passwd.old").read_text(encoding="utf-8") == "anna:hash\n"


def _refused(port: int) -> bool:
    """Whether the broker refuses who names no user."""
    told: list[bool] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_connect = lambda _c, _u, _f, reason, _p: told.append(reason.is_failure)

    def connected() -> bool:
        try:
            client.connect("127.0.0.1", port)
        except OSError:
            return False
        return True

    wait_until(connected)
    client.loop_start()
    wait_until(lambda: bool(told))
    client.loop_stop()
    return told[0]


def test_all_that_is_to_be_installed_is_there() -> None:
    text = (DEPLOY / "layout").read_text(encoding="utf-8")
    lists = dict(re.findall(r"^(PROGRAM|UNITS)=\((.*)\)$", text, re.MULTILINE))
    assert [name for name in lists["PROGRAM"].split() if not (DEPLOY.parent / name).exists()] == []
    units = {path.name for kind in ("service", "path", "timer") for path in (DEPLOY / "systemd").glob(f"*.{kind}")}
    assert set(lists["UNITS"].split()) == units


@pytest.mark.root
@pytest.mark.parametrize(
    ("world", "says"),
    [
        ("mount -t tmpfs -o size=100m t /opt", "/opt has 100 MiB free, Spotter needs 2048"),
        ("echo 'ID=fedora\nVERSION_ID=40' >/run/os && mount --bind /run/os /etc/os-release", "this is fedora 40"),
        ("rmdir /run/systemd/system", "not booted with systemd"),
    ],
)
def test_a_machine_that_spotter_is_not_for_is_left_as_it_is(world: str, says: str) -> None:
    # A mount namespace of its own: the machine itself is not touched.
    prepare = f"mount -t tmpfs t /run && mkdir -p /run/systemd/system && {world}"
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", f"{prepare} || exit 99; exec {DEPLOY}/install"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == 99:
        pytest.skip("this machine lets nobody mount")
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
