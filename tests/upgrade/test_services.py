from pathlib import Path

import pytest

from daemon.errors import SpotterError
from daemon.upgrade.services import FINISH, Systemd

SYSTEMCTL = """#!/bin/sh
echo "$*" >>"{log}"
case $1 in
    list-unit-files) printf 'spotter.service enabled enabled\\nspotter-activate.service enabled enabled\\n'
        printf 'spotter-tui@.service enabled enabled\\nspotter-web.path enabled enabled\\n' ;;
    list-units) printf 'spotter.service loaded active running what\\nspotter-tui@tty1.service loaded active\\n' ;;
    stop) echo 'it hangs' >&2; exit {stop} ;;
    cat) exit {cat} ;;
    start) exit {status} ;;
    show) echo {status} ;;
esac
"""


class Manager:
    """A ``systemctl`` that answers, and writes down what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "systemctl"
        self.log = folder / "log"
        self.answer()

    def answer(self, *, stop: int = 0, cat: int = 0, status: int = 0) -> None:
        self.program.write_text(SYSTEMCTL.format(log=self.log, stop=stop, cat=cat, status=status))
        self.program.chmod(0o755)

    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manager:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return Manager(tmp_path)


def test_what_runs_and_what_the_next_boot_starts_is_stopped_and_started_and_not_the_change_itself(
    manager: Manager,
) -> None:
    units = Systemd().units()
    assert units == ("spotter.service", "spotter-web.path", "spotter-tui@tty1.service")
    Systemd().stop(units)
    Systemd().start(units)
    named = " ".join(units)
    assert manager.asked()[2:] == [
        f"stop {named}",
        "daemon-reload",
        "reset-failed spotter*",
        f"start --no-block {named}",
    ]


def test_a_service_that_does_not_stop_is_said(manager: Manager) -> None:
    manager.answer(stop=1)
    with pytest.raises(SpotterError, match="the services do not stop: it hangs"):
        Systemd().stop(["spotter.service"])


def test_the_change_goes_on_in_its_own_service_where_there_is_one(manager: Manager) -> None:
    assert Systemd().finish() == 0
    assert manager.asked()[-2] == f"start {FINISH}"
    manager.answer(status=3)
    assert Systemd().finish() == 3
    manager.answer(cat=1)
    assert Systemd().finish() is None
