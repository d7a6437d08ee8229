"""A box of a test: its settings file, its state, and systemctl and timedatectl that say what the test wrote down."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.cli.setup import broker, engine, phone
from daemon.config import paths
from daemon.setup import notes
from daemon.setup.notes import Notes
from tests.fakes.terminal import Terminal

_SYSTEMCTL = """#!/bin/sh
echo "systemctl $*" >>"{folder}/called"
case $1 in
    is-active) grep -x "${{3:-$2}}" "{folder}/active" | sed s/.*/active/ | grep . ;;
    cat) test -e "{folder}/installed" ;;
esac
"""
_TIMEDATECTL = """#!/bin/sh
echo "timedatectl $*" >>"{folder}/called"
case $1 in
    show) printf 'Timezone=%s\\nNTPSynchronized=%s\\n' "$(cat "{folder}/zone")" yes ;;
    set-timezone) printf %s "$2" >"{folder}/zone" ;;
esac
"""


class FirstBoot:
    """The box.

    Attributes:
        file: Its settings.
        folder: What the system's programs read and write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "spotter.toml"
        self.file.write_text(f'# mine\n\n[journal]\npath = "{folder}/state/journal.db" # kept\n')
        (folder / "active").touch()
        (folder / "zone").write_text("Etc/UTC")
        programs = folder / "programs"
        programs.mkdir()
        for name, text in (("systemctl", _SYSTEMCTL), ("timedatectl", _TIMEDATECTL)):
            (programs / name).write_text(text.format(folder=folder))
            (programs / name).chmod(0o755)

    def run(self, *words: str) -> Terminal:
        return Terminal("setup", *words, *self.options)

    @property
    def options(self) -> tuple[str, str]:
        return "--config", str(self.file)

    @property
    def text(self) -> str:
        return self.file.read_text()

    @property
    def called(self) -> list[str]:
        log = self.folder / "called"
        return log.read_text().splitlines() if log.exists() else []

    @property
    def notes(self) -> Notes:
        return notes.read(self.folder / "state" / "setup.json")


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FirstBoot]:
    made = FirstBoot(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}/programs:{os.environ['PATH']}")
    monkeypatch.setattr(paths, "SYSTEM_PAIRING", tmp_path / "paired")
    (tmp_path / "paired").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(phone, "ADMIN_PASSWORD", tmp_path / "no-admin")
    monkeypatch.setattr(broker, "LINK_PASSWORD", tmp_path / "no-link")
    monkeypatch.setattr(engine, "look", lambda _: ("blazepose-full on ONNX Runtime", True))
    return made
