"""jetson-stats is used where it is the only one that knows, and may fail in any way that it likes."""

from pathlib import Path
from typing import Any

import pytest

from daemon.system import jtop
from daemon.system.health import Machine
from daemon.system.jtop import WithJtop
from tests.fakes import sysfs


class Client:
    """``jtop.jtop`` as far as it is used."""

    gpu: Any = {"gpu": {"status": {"load": 42.0}}, "nvd": {"status": {"load": 3.0}}}  # noqa: RUF012 - never written


def test_it_is_asked_only_where_the_kernel_does_not_tell(tmp_path: Path) -> None:
    thor, nano = tmp_path / "thor", tmp_path / "nano"
    assert WithJtop(Machine(sysfs.thor(thor).root).read, Client).read().gpu_load == 0.42

    def never() -> None:
        raise AssertionError("asked")

    assert WithJtop(Machine(sysfs.orin_nano(nano).root).read, never).read().gpu_load == 0.437


def test_a_service_of_another_version_is_said_once_and_tolerated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    def mismatch() -> None:
        raise RuntimeError("Mismatch version jtop service: [4.3.2] and client: [7.2.2]\n")

    vitals = WithJtop(Machine(sysfs.thor(tmp_path).root).read, mismatch)
    for _ in range(3):
        read = vitals.read()
        assert (read.gpu_load, read.temperature_c) == (None, 50.9)
    assert caplog.text.count("Mismatch version") == 1


@pytest.mark.parametrize("gpu", [{"gpu": {}}, {"gpu": {"status": {"load": "n/a"}}}, None, {}])
def test_nonsense_from_it_is_no_load(gpu: object, tmp_path: Path) -> None:
    client = Client()
    client.gpu = gpu
    assert WithJtop(Machine(sysfs.thor(tmp_path).root).read, lambda: client).read().gpu_load is None


def test_a_machine_without_it_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jtop.importlib.util, "find_spec", lambda _: None)
    assert jtop.connect() is None


def test_an_installed_one_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "jtop.py").write_text(
        "class jtop:\n"
        "    def __init__(self, interval): self.interval = interval\n"
        "    def start(self): self.gpu = {'gpu': {'status': {'load': 7.0}}}\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert WithJtop(Machine(sysfs.thor(tmp_path).root).read).read().gpu_load == pytest.approx(0.07)
