"""``deploy/install`` where it must not go on, and what it makes where that can be tried without a box.

The whole of it is seen at work by ``python -m tests.container``.
"""

import re
import shutil
import subprocess
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from tests.fakes.hub import Hub
from tests.fakes.listener import wait_until
from tests.fakes.mosquitto import free_port, program

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
SECRET = "a-secret-of-the-box"  # noqa: S105 - of a broker that lives as long as its test


def install(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(DEPLOY / "install"), *options], capture_output=True, text=True, check=False, timeout=60)


def test_an_option_that_does_not_exist_is_told_before_anything_is_done() -> None:
    done = install("--brokre", "lan")
    assert done.returncode == 1
    assert "there is no option --brokre" in done.stderr


@pytest.mark.parametrize(
    ("options", "says"), [(("--broker", "wan"), "local, lan or none"), (("--source", 'a"b'), "quotes")]
)
def test_a_value_that_makes_no_sense_is_told(options: tuple[str, ...], says: str) -> None:
    done = install(*options)
    assert done.returncode == 1
    assert says in done.stderr


def test_help_names_every_option() -> None:
    done = install("--help")
    assert done.returncode == 0
    for option in ("--source", "--broker", "--rtsp", "--no-start", "--uninstall"):
        assert option in done.stdout


@pytest.mark.root
def test_who_is_not_root_is_told_to_use_sudo(tmp_path: Path) -> None:
    # A copy, as the checkout may lie where nobody else may look.
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
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
    assert members["spotter"] == ["spotter-link", "spotter-tui"]


@pytest.mark.parametrize("reach", ["local", "lan"])
def test_the_broker_takes_the_box_and_nobody_without_a_password(reach: str, tmp_path: Path) -> None:
    broker, hasher, port = program("mosquitto"), program("mosquitto_passwd"), free_port()
    passwords = tmp_path / "passwords"
    passwords.write_text(f"spotter:{SECRET}\n", encoding="utf-8")
    subprocess.run([hasher, "-U", str(passwords)], check=True, timeout=60)
    config = (DEPLOY / f"mosquitto/{reach}.conf").read_text(encoding="utf-8")
    config = config.replace("listener 1883", f"listener {port}").replace(
        "/etc/mosquitto/spotter.passwd", str(passwords)
    )
    # Started by root it becomes another user, who may not look into the test's folder.
    (tmp_path / "mosquitto.conf").write_text(f"user root\n{config}", encoding="utf-8")
    process = subprocess.Popen([broker, "-c", str(tmp_path / "mosquitto.conf")], stderr=subprocess.DEVNULL)
    try:
        assert _refused(port)
        with Hub("spotter", SECRET, port=port) as hub:
            wait_until(lambda: hub.connected)
    finally:
        process.kill()
        process.wait()


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
    text = (DEPLOY / "install").read_text(encoding="utf-8")
    lists = dict(re.findall(r"^(PROGRAM|UNITS)=\((.*)\)$", text, re.MULTILINE))
    assert [name for name in lists["PROGRAM"].split() if not (DEPLOY.parent / name).exists()] == []
    units = {path.name for path in (DEPLOY / "systemd").glob("*.service")}
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
